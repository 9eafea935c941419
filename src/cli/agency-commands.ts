import { findAgency, listAgencies, today } from '#catalogue';
import { CommandFailed, table, type Command, type Invocation } from './command.ts';

export const agencyCommands: readonly Command[] = [
  {
    name: 'agency list',
    usage: '',
    about: 'Lists the agencies of today in the catalogue, in the order of their codes.',
    example: 'npm run -s cli -- agency list',
    async run({ catalogue, services }) {
      const agencies = await listAgencies(catalogue(), today(services.clock));
      return {
        json: { agencies: agencies.map(({ code, kind, name }) => ({ code, kind, name })) },
        text: table([['CODE', 'KIND', 'NAME'], ...agencies.map(({ code, kind, name }) => [code, kind, name.vi])]),
      };
    },
  },
];

/** Refuses a code that no agency has today. The catalogue knows agencies of the first level; whatever is under one is the agency's own. */
export async function checkAgency({ catalogue, services }: Invocation, code: string): Promise<void> {
  const db = catalogue();
  const day = today(services.clock);
  const [root = ''] = code.split('.');
  const history = await findAgency(db, root);
  if (history.some(({ validFrom, validTo }) => validFrom <= day && (validTo === null || validTo >= day))) return;
  if ((await listAgencies(db, day)).length === 0)
    throw new CommandFailed(
      'the catalogue has no agencies yet; take them in first, such as with `catalogue import data/catalogue/agencies.json`',
    );
  const [newest] = history;
  if (newest === undefined) throw new CommandFailed(`no agency has the code ${root}; \`agency list\` lists those there are`);
  const instead = newest.successor === null ? '`agency list` lists those there are' : `${newest.successor} stands in its place`;
  throw new CommandFailed(`there is no agency ${root} today; ${instead}`);
}

import type { Host } from '#module';
import { table, type Command } from '#module/command';
import { findAgency, listAgencies } from './registers.ts';
import { today } from './today.ts';

export const agencyCommand: Command<Host> = {
  name: 'agency list',
  usage: '',
  about: 'Lists the agencies of today in the catalogue, in the order of their codes.',
  example: 'npm run -s cli -- agency list',
  async run({ host }) {
    const agencies = await listAgencies(host.db(), today(host.clock));
    return {
      json: { agencies: agencies.map(({ code, kind, name }) => ({ code, kind, name })) },
      text: table([['CODE', 'KIND', 'NAME'], ...agencies.map(({ code, kind, name }) => [code, kind, name.vi])]),
    };
  },
};

/**
 * Why no agency has this code today, in a sentence; null where one has. The catalogue knows agencies of the first level; whatever
 * is under one is the agency's own.
 */
export async function agencyRefusal(host: Host, code: string): Promise<string | null> {
  const db = host.db();
  const day = today(host.clock);
  const [root = ''] = code.split('.');
  const history = await findAgency(db, root);
  if (history.some(({ validFrom, validTo }) => validFrom <= day && (validTo === null || validTo >= day))) return null;
  if ((await listAgencies(db, day)).length === 0)
    return 'the catalogue has no agencies yet; take them in first, such as with `catalogue import data/catalogue/agencies.json`';
  const [newest] = history;
  if (newest === undefined) return `no agency has the code ${root}; \`agency list\` lists those there are`;
  const instead = newest.successor === null ? '`agency list` lists those there are' : `${newest.successor} stands in its place`;
  return `there is no agency ${root} today; ${instead}`;
}

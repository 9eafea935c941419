import { seedScaleAccounts } from '#identity';
import { CommandFailed, type Command, type Invocation } from './command.ts';

const MOST = 100_000_000;

export const scaleCommands: readonly Command[] = [
  {
    name: 'seed scale',
    usage: '[--accounts N] [--dossiers N]',
    about:
      'Fills the databases with fictitious accounts and dossiers, to see what size costs. Only where the host of IDENTITY_URL is localhost.',
    more: `The people and dossiers are the same on every database: the command makes those of the first N that are missing, so it can be broken off
and repeated, and a larger N adds to a smaller one. The accounts are sealed and indexed like any other and sign in with the demo
password; a third of them is verified. The dossiers are in nine statuses with their histories, most of them finished, and belong to
people who cannot sign in; nobody is notified. Nothing removes them again. Progress goes to standard error.`,
    example: 'npm run -s cli -- seed scale --accounts 10000 --dossiers 5000',
    options: ['accounts', 'dossiers'],
    async run(invocation) {
      const { services } = invocation;
      const wanted = { accounts: count(invocation, 'accounts'), dossiers: count(invocation, 'dossiers') };
      if (!services.options.localhost) throw new CommandFailed('seed scale works only where the host of IDENTITY_URL is localhost');
      if (wanted.accounts === 0 && wanted.dossiers === 0) throw new CommandFailed('say how many: --accounts N, --dossiers N or both');
      const accounts = await seedScaleAccounts(services, {
        accounts: wanted.accounts,
        progress: teller(invocation, 'accounts', wanted.accounts),
      });
      const dossiers =
        wanted.dossiers === 0
          ? 0
          : await invocation.seedDossiers({ dossiers: wanted.dossiers, progress: teller(invocation, 'dossiers', wanted.dossiers) });
      return { json: { created: { accounts, dossiers } }, text: `${accounts} accounts and ${dossiers} dossiers made` };
    },
  },
];

function count({ options }: Invocation, name: 'accounts' | 'dossiers'): number {
  const value = Number(options[name] ?? 0);
  if (!Number.isInteger(value) || value < 0 || value > MOST) throw new CommandFailed(`--${name} must be a whole number up to ${MOST}`);
  return value;
}

/** A line every few seconds, and one at the end, with the rate so far. */
function teller({ services, tell }: Invocation, what: string, wanted: number): (done: number) => void {
  const began = services.clock.now().getTime();
  let told = began;
  return (done) => {
    const now = services.clock.now().getTime();
    if (now - told < 2000 && done < wanted) return;
    told = now;
    tell(`${what}: ${done} of ${wanted}, ${Math.round((done * 1000) / Math.max(1, now - began))} a second`);
  };
}

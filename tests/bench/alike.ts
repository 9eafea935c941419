import { createDb } from '#shared/db';
import { createLog } from '#shared/log';
import { migrate } from '#shared/migrate';
import { schemasOf } from '../../src/app/schemas.ts';
import { modules } from '../../src/modules.ts';
import { signInForTest } from '../support/sign-in.ts';

const AT_ONCE = 24;
const PASSWORD = 'wrong for everybody 1';

/**
 * Whether a stranger can tell by time who has an account: wrong passwords of people and of nobody in a random order, 24 at once, against
 * the real pages with cheap hashes, so that a hash hides nothing. The answer is the area under the ROC curve: 0.5 tells nothing, 1 all.
 */
export async function benchAlike(input: {
  url: string;
  rounds: number;
}): Promise<{ tries: number; auc: number; medians: [number, number] }> {
  await migrate({ connectionString: input.url, log: createLog({ level: 'error' }), schemas: schemasOf(modules) });
  const open = (role?: string) =>
    createDb({ connectionString: input.url, role, max: 20, applicationName: 'alike', onIdleError: () => undefined });
  const [db, admin] = [open('mocua_identity'), open()];
  const world = await signInForTest({ url: input.url, db, admin, close: async () => undefined });
  const people: string[] = [];
  while (people.length < 60) {
    const account = await world.make();
    await world.accounts.password.set(db, { accountId: account.id, password: 'the right one of them 7', bound: 3 });
    people.push(account.citizenNumber);
  }
  const nobody = (index: number): string => `001099${String(100_000 + index)}`;
  const times: { known: boolean; took: number }[] = [];
  for (let round = 0; round < input.rounds; round += 1) {
    const tries = Array.from({ length: 120 }, (_, index) => ({ known: index < 60, order: Math.random(), index: index % 60 }))
      .toSorted((a, b) => a.order - b.order)
      .map(({ known, index }) => ({ known, identifier: known ? (people[index] ?? '') : nobody(index) }));
    const worker = async (): Promise<void> => {
      for (let next = tries.pop(); next !== undefined; next = tries.pop()) {
        const at = world.ask();
        await at.seen();
        const began = performance.now();
        const page = await at.post('', { identifier: next.identifier, password: PASSWORD });
        if (page.status !== 400 && page.status !== 503) throw new Error(`answered ${String(page.status)}`);
        // Where no hash was to be had, nothing was looked at.
        if (round > 0 && page.status === 400) times.push({ known: next.known, took: performance.now() - began });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    await admin.query('DELETE FROM identity.rate_limit');
  }
  world.close();
  await Promise.all([db.close(), admin.close()]);
  const of = (known: boolean): number[] =>
    times
      .filter((each) => each.known === known)
      .map(({ took }) => took)
      .toSorted((a, b) => a - b);
  const [somebody, noOne] = [of(true), of(false)];
  const wins = somebody.reduce((sum, a) => sum + noOne.filter((b) => a > b).length + noOne.filter((b) => a === b).length / 2, 0);
  const median = (sorted: readonly number[]): number => sorted[Math.floor(sorted.length / 2)] ?? 0;
  return { tries: times.length, auc: wins / (somebody.length * noOne.length), medians: [median(somebody), median(noOne)] };
}

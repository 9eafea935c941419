import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Db } from '#shared/db';
import { auditBooks, waitingJobs } from '../../support/case-books.ts';
import * as steps from '../../support/case-steps.ts';
import { createProgram, pause, type Program } from '../../support/program.ts';
import { createSaboteur, isCut, type Kill, type Saboteur } from '../../support/saboteur.ts';
import { awaitPage, guest, importGuests, officerGuest, open, placesFrom, type Guest } from '../../support/service-guests.ts';

/** The kills, in every phase: before the request is worked on, amid the work, when the answer is lost, and in what follows by itself. */
const plan: readonly Kill[] = [
  { step: 'signIn', nth: 12, when: 'sent', between: [5, 60] },
  { step: 'attach', nth: 5, when: 'sent', between: [2, 20] },
  { step: 'file', nth: 2, when: 'sent', between: [0, 30] },
  { step: 'file', nth: 6, when: 'answered' },
  { step: 'file', nth: 10, when: 'after', between: [10, 120], what: 'everything' },
  { step: 'choose', nth: 3, when: 'answered' },
  { step: 'bank', nth: 2, when: 'sent', between: [4, 30] },
  { step: 'bank', nth: 5, when: 'sent', between: [15, 60], what: 'everything' },
  { step: 'bank', nth: 8, when: 'answered' },
  { step: 'bank', nth: 11, when: 'after', between: [0, 60] },
  { step: 'return', nth: 3, when: 'sent', between: [4, 30] },
  { step: 'decide', nth: 5, when: 'sent', between: [0, 8] },
  { step: 'decide', nth: 14, when: 'answered', what: 'everything' },
  { step: 'decide', nth: 24, when: 'sent', between: [8, 30] },
  { step: 'supplementFile', nth: 1, when: 'answered' },
  { step: 'supplement', nth: 2, when: 'answered' },
  { step: 'result', nth: 3, when: 'answered' },
];

/** Five kinds of case; each names the moves its history must show in the end, and the fees paid on the way. */
const stories = {
  plain: { procedure: 'licence', moves: [1, 2, 4, 9, 10], fees: 1 },
  papers: { procedure: 'licence', moves: [1, 5, 4, 9, 10], fees: 1 },
  demanded: { procedure: 'birth', moves: [1, 2, 6, 4, 9, 10], fees: 1 },
  refused: { procedure: 'birth', moves: [1, 3], fees: 0 },
  stopped: { procedure: 'licence', moves: [1, 2, 8], fees: 1 },
} as const;
type Story = keyof typeof stories;
const orderOfStories: readonly Story[] = ['plain', 'papers', 'demanded', 'plain', 'refused', 'papers', 'stopped', 'demanded'];
const CITIZENS = 18;

let program: Program;
let saboteur: Saboteur;
let officer: Guest;
let citizens: readonly Guest[];
const cases: { story: Story; citizen: Guest; code: string }[] = [];

beforeAll(async () => {
  program = await createProgram({ TRUSTED_PROXIES: '1', ROLES: 'identity,catalogue,dossier,payment,sandbox,worker' });
  await program.start();
  saboteur = createSaboteur(program, plan);
  const places = placesFrom(program.base);
  const around = { send: saboteur.send, back: saboteur.back, isCut };
  citizens = Array.from({ length: CITIZENS }, (_, index) =>
    guest(places, index + 1, { ...around, habit: index % 3 === 0 ? 'reload' : 'resend' }),
  );
  officer = officerGuest(places, { ...around, habit: 'resend' });
  const services = await program.services();
  await importGuests(services, citizens);
  await services.db.close();
  await open(officer, `${places.dossier}/queue`);
});
afterAll(() => program.remove(), 60_000);

async function withAdmin<T>(work: (admin: Db) => Promise<T>): Promise<T> {
  const admin = await program.admin();
  try {
    return await work(admin);
  } finally {
    await admin.close();
  }
}

/** One case from the first question to the end of its story. */
async function live(citizen: Guest, story: Story, index: number): Promise<void> {
  const { procedure } = stories[story];
  const draft = await steps.begin(citizen, procedure);
  await steps.fillIn(citizen, draft, procedure);
  await steps.attach(citizen, draft, procedure);
  const code = await steps.submit(citizen, draft);
  cases.push({ story, citizen, code });
  const settle = async (): Promise<void> => {
    const ways = [
      { outcome: 'success', returns: true },
      { outcome: 'duplicate', returns: false },
      { outcome: 'silent', returns: true },
      { outcome: 'late', returns: true },
      { outcome: 'success', returns: false },
    ] as const;
    await steps.pay(citizen, await steps.awaitOrder(citizen, code), ways[index % ways.length] ?? ways[0]);
    await steps.awaitPaid(citizen, code);
  };
  if (procedure === 'licence') await settle();
  if (story === 'refused') return steps.decide(officer, code, 3);
  if (story === 'papers') {
    await steps.decide(officer, code, 5);
    await steps.supply(citizen, code);
  } else await steps.decide(officer, code, 2);
  if (story === 'stopped') return steps.decide(officer, code, 8);
  if (story === 'plain') await steps.decide(officer, code, 4);
  if (story === 'demanded') {
    await steps.decide(officer, code, 6);
    await settle();
  }
  await steps.decide(officer, code, 9);
  await steps.handOver(officer, code);
  await steps.rate(citizen, code);
}

test(
  'people file, pay and decide while the program is killed in every phase, and all of them get through',
  { timeout: 600_000 },
  async () => {
    const lives = await Promise.allSettled(
      citizens.map((citizen, index) => live(citizen, orderOfStories[index % orderOfStories.length] ?? 'plain', index)),
    );
    expect(lives.flatMap((life) => (life.status === 'rejected' ? [String(life.reason)] : []))).toEqual([]);
    await saboteur.back();
    expect(saboteur.left(), 'every planned kill came').toEqual([]);
    expect(saboteur.done).toHaveLength(plan.length);
    expect(saboteur.cut(), 'requests were cut off').toBeGreaterThan(plan.length);
    const errors = program.said().split('\n').filter((line) => line.includes('"level":50')); // prettier-ignore
    expect(saboteur.faults, errors.slice(-20).join('\n')).toEqual([]);
  },
);

test('a filing whose answer was lost is the one the person found when they tried again', () => {
  const filed = saboteur.unseen.filter(({ step, location }) => step === 'file' && location !== null);
  expect(filed.length).toBeGreaterThan(0);
  for (const { location } of filed) expect(cases.map(({ code }) => `/dossiers/${code}`)).toContain(location);
});

test('what the killed processes had begun is finished: every queue runs dry', async () => {
  await withAdmin(async (admin) => {
    const since = performance.now();
    while ((await waitingJobs(admin)) > 0 && performance.now() - since < 300_000) await pause(300);
    expect(await waitingJobs(admin)).toBe(0);
  });
});

test('nothing is lost and nothing is there twice: codes, orders, postings, receipts, events, messages', async () => {
  await withAdmin(async (admin) => {
    expect(await auditBooks(admin, 'settled')).toEqual([]);
    const { rows } = await admin.query<{ code: string; moves: number[]; fees: number }>(
      `SELECT d.code, (SELECT array_agg(e.to_status::int ORDER BY e.seq) FROM dossier.dossier_event e WHERE e.dossier_id = d.id AND e.to_status IS NOT NULL) AS moves,
              (SELECT count(*)::int FROM dossier.fee_request f WHERE f.dossier_id = d.id AND f.state = 'paid') AS fees
         FROM dossier.dossier d ORDER BY d.code`,
    );
    const wanted = cases.map(({ code, story }) => ({ code, moves: [...stories[story].moves], fees: stories[story].fees }));
    expect(rows).toEqual(wanted.toSorted((a, b) => a.code.localeCompare(b.code)));
    expect(rows).toHaveLength(CITIZENS);
    const { rows: books } = await admin.query(
      `SELECT (SELECT count(*)::int FROM payment.payment_order) AS orders, (SELECT count(*)::int FROM payment.receipt) AS receipts,
              (SELECT sum(amount)::int FROM payment.posting WHERE account = 'received/vnpay') AS received`,
    );
    const paid = wanted.filter(({ fees }) => fees === 1).length;
    const demanded = cases.filter(({ story }) => story === 'demanded').length;
    expect(books).toEqual([{ orders: paid, receipts: paid, received: demanded * 50_000 + (paid - demanded) * 115_000 }]);
  });
});

test('the pages say the same: each citizen finds their dossiers, in the status they ended in, with the receipts', async () => {
  for (const citizen of citizens) {
    const own = cases.filter((each) => each.citizen === citizen);
    const list = await open(citizen, `${citizen.places.dossier}/dossiers`);
    expect(new Set([...list.text.matchAll(/\/dossiers\/(H26-\d{6}-\d{4})/g)].map(([, code]) => code))).toEqual(
      new Set(own.map(({ code }) => code)),
    );
    for (const { code, story } of own) {
      const page = await awaitPage(citizen, steps.dossierUrl(citizen, code), ({ status }) => status === 200);
      expect(steps.statusesOf(page), code).toContain(stories[story].moves.at(-1));
      if (stories[story].fees > 0) expect(page.text).toMatch(/MC\d{2}-\d{8}/);
    }
  }
});

test('it still stops in good order', async () => {
  expect(await program.stop()).toBe(0);
  expect(program.said()).not.toContain('something was not closed');
});

import type { Host } from '#module';
import { CommandFailed, limitOf, option, table, type Answer, type Command, type Invocation } from '#module/command';
import { createSuspenseDesk, SuspenseRefused, type BankAccount, type Step, type SuspenseDesk, type SuspenseEntry } from '#payment/suspense';

/** Money that paid nothing, with the keys of this configuration. */
const deskOf = ({ db, clock, sealer, queue }: Host): SuspenseDesk => createSuspenseDesk({ db: db(), clock, sealer, jobs: queue() });

const about = `Money that came late, twice, in a wrong amount or under no known reference pays nothing and waits in suspense. It goes back in three steps:
one person proposes (\`return\`), another approves (\`approve\`), and then the worker asks VNPAY to give it back, or, for a bank transfer, a
person makes the transfer and records it (\`transferred\`). The database refuses one person as both, a second return of the same money, and
a return without its balanced entry in the ledger. Every step is kept in \`payment.suspense_return_event\` in its own transaction, and
can be repeated: \`changed\` in the answer is then \`false\`. The payer sees on the page of the order that the money was given back.
Whoever can run this command can type any name after \`--by\`: that two persons do so is for the shells they are given to make sure.`;

export const suspenseCommands: readonly Command<Host>[] = [
  {
    name: 'payment suspense list',
    usage: '[--all] [--limit N]',
    about: 'Lists money that paid nothing, newest first, with what has been done to give it back; with --all also what has been returned.',
    more: about,
    options: ['limit'],
    flags: ['all'],
    example: 'npm run -s cli -- payment suspense list',
    async run(invocation) {
      const { host, options } = invocation;
      const entries = await deskOf(host).list({ limit: limitOf(invocation), all: options['all'] === true });
      const lines = entries.map((entry) => [
        entry.id,
        entry.recordedAt.toISOString().slice(0, 16),
        entry.gateway,
        String(entry.amount),
        entry.reason,
        entry.back?.status ?? '-',
      ]);
      return {
        json: { entries: entries.map(shown) },
        text: table([['ENTRY', 'RECORDED', 'CAME BY', 'VND', 'WHY', 'RETURN'], ...lines]),
      };
    },
  },
  {
    name: 'payment suspense return',
    usage: '--entry ID --reason TEXT --by PERSON [--to-account BIN/NUMBER/HOLDER]',
    about: 'Proposes to give an entry back, whole: through VNPAY where it came by VNPAY, else (or with --to-account) by bank transfer.',
    options: ['entry', 'reason', 'by', 'to-account'],
    example: `npm run -s cli -- payment suspense return --entry 01a0a0a0-0000-7000-8000-000000000000 --to-account '970436/0123456789/NGUYEN VAN A' --reason 'paid twice' --by 'officer-17'`,
    run: (invocation) =>
      step(invocation, 'suspense.return-proposed', (desk, entry, by) =>
        desk.propose({ entry, by, reason: option(invocation, 'reason'), toAccount: accountOf(invocation) }),
      ),
  },
  {
    name: 'payment suspense approve',
    usage: '--entry ID --by PERSON',
    about: 'Approves a proposed return, as another person than the one who proposed it.',
    options: ['entry', 'by'],
    example: `npm run -s cli -- payment suspense approve --entry 01a0a0a0-0000-7000-8000-000000000000 --by 'head-03'`,
    run: (invocation) => step(invocation, 'suspense.return-approved', (desk, entry, by) => desk.approve({ entry, by })),
  },
  {
    name: 'payment suspense refuse',
    usage: '--entry ID --reason TEXT --by PERSON',
    about: 'Ends a proposed return, or one whose transfer could not be made; another can then be proposed.',
    options: ['entry', 'reason', 'by'],
    example: `npm run -s cli -- payment suspense refuse --entry 01a0a0a0-0000-7000-8000-000000000000 --reason 'account closed' --by 'head-03'`,
    run: (invocation) =>
      step(invocation, 'suspense.return-refused', (desk, entry, by) => desk.refuse({ entry, by, reason: option(invocation, 'reason') })),
  },
  {
    name: 'payment suspense transferred',
    usage: '--entry ID --number TEXT --by PERSON',
    about:
      'Records that an approved transfer has been made, under the bank’s number of it; or, where a return is `unclear`, that VNPAY has made it.',
    options: ['entry', 'number', 'by'],
    example: `npm run -s cli -- payment suspense transferred --entry 01a0a0a0-0000-7000-8000-000000000000 --number FT26326000001 --by 'officer-17'`,
    run: (invocation) =>
      step(invocation, 'suspense.returned', (desk, entry, by) => desk.transferred({ entry, by, number: numberOf(invocation) })),
  },
];

/** Does one step and writes it to the trail of operators' changes. */
async function step(
  invocation: Invocation<Host>,
  type: string,
  work: (desk: SuspenseDesk, entry: string, by: string) => Promise<Step>,
): Promise<Answer> {
  const [entry, by] = [option(invocation, 'entry'), option(invocation, 'by')];
  if (by.length > 100) throw new CommandFailed('--by must not be longer than 100 characters');
  try {
    const done = await work(deskOf(invocation.host), entry, by);
    if (done.changed) await (await invocation.host.offered('audit')).record({ type, detail: { entry, by, way: done.way } });
    return { json: done, text: `the return of ${entry} is ${done.status}${done.changed ? '' : ' already'}` };
  } catch (error) {
    throw error instanceof SuspenseRefused ? new CommandFailed(error.message) : error;
  }
}

function accountOf({ options }: Pick<Invocation<Host>, 'options'>): BankAccount | null {
  const text = options['to-account'];
  if (typeof text !== 'string') return null;
  const [bin = '', number = '', holder = '', ...more] = text.split('/').map((part) => part.trim());
  if (!/^\d{6}$/.test(bin) || !/^\w{4,19}$/.test(number) || holder.length < 2 || holder.length > 100 || more.length > 0)
    throw new CommandFailed(
      '--to-account must be the bank’s six digits, the account number and its holder, as 970436/0123456789/NGUYEN VAN A',
    );
  return { bin, number, holder };
}

function numberOf(invocation: Invocation<Host>): string {
  const number = option(invocation, 'number');
  if (!/^[\w.-]{1,40}$/.test(number)) throw new CommandFailed('--number must have 1 to 40 letters, digits, dots or hyphens');
  return number;
}

const shown = (entry: SuspenseEntry) => ({
  entry: entry.id,
  came_by: entry.gateway,
  transaction: entry.transactionNo,
  reference: entry.reference,
  order: entry.orderId,
  amount: Number(entry.amount),
  why: entry.reason,
  recorded_at: entry.recordedAt.toISOString(),
  return:
    entry.back === null
      ? null
      : {
          status: entry.back.status,
          way: entry.back.way,
          to_account: entry.back.toAccount,
          proposed_by: entry.back.proposedBy,
          approved_by: entry.back.approvedBy,
          bank_reference: entry.back.bankReference,
          failure: entry.back.failure,
        },
});

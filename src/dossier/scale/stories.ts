import { type Calculation, type Calendar, dueDate } from '#dossier/calendar';
import type { NewEvent, ReasonCode, Status } from '#dossier/record';

/** One step of a dossier's life; the statuses it passes through obey the same moves as everybody's. */
type Step = Status | 'rated';
const reasonOf: Readonly<Partial<Record<Status, ReasonCode>>> = {
  3: 'refuse.not-eligible',
  5: 'supplement.missing-document',
  7: 'withdraw.no-longer-needed',
  8: 'stop.not-supplemented',
};

/** Out of twenty dossiers: how they have gone so far. Those that need nobody any more are old, the others recent. */
const stories: readonly { readonly share: number; readonly steps: readonly Step[] }[] = [
  { share: 5, steps: [2, 4, 9, 10] },
  { share: 1, steps: [2, 4, 9] },
  { share: 5, steps: [2, 4, 9, 10, 'rated'] },
  { share: 2, steps: [2, 5, 4, 9, 10] },
  { share: 1, steps: [3] },
  { share: 1, steps: [7] },
  { share: 1, steps: [2, 5, 8] },
  { share: 1, steps: [] },
  { share: 1, steps: [2] },
  { share: 1, steps: [2, 4] },
  { share: 1, steps: [2, 5] },
];
const byTurn = stories.flatMap(({ share, steps }) => Array.from({ length: share }, () => steps));

export interface Story {
  readonly filedAt: Date;
  /** From the filing on, with the status seen before each. */
  readonly events: readonly { readonly seen: Status | null; readonly event: NewEvent }[];
}

export interface StoryInput {
  readonly index: number;
  /** Nothing happens after it. */
  readonly now: Date;
  readonly calendar: Calendar;
  /** Working days of the procedure. */
  readonly days: number;
  readonly person: string;
  readonly officer: string;
  /** Only filed, so that somebody can begin to work on it. */
  readonly untouched: boolean;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The life of the `index`-th dossier: half a day between its steps, promises computed by the calendar. */
export function storyOf(input: StoryInput): Story {
  const { index, now, person, officer } = input;
  const steps = input.untouched ? [] : (byTurn[index % byTurn.length] ?? []);
  const ended = [3, 7, 8, 10, 'rated'].includes(steps.at(-1) ?? 0);
  const age = ended ? 20 + ((index * 7919) % 300) : 4 + (index % 5);
  const filedAt = new Date(Math.floor((now.getTime() - age * DAY) / DAY) * DAY + 2 * HOUR + ((index * 104_729) % (6 * HOUR)));
  const events: { seen: Status | null; event: NewEvent }[] = [
    { seen: null, event: { kind: 'filed', to: 1, at: filedAt, actor: 'citizen', actorId: person } },
  ];
  let seen: Status = 1;
  let received: Date | null = null;
  for (const [number, step] of steps.entries()) {
    const at = new Date(filedAt.getTime() + ((number + 1) * DAY) / 2);
    if (step === 'rated') {
      events.push({ seen, event: { kind: 'rated', at, actor: 'citizen', actorId: person, rating: 1 + (index % 3) } });
      continue;
    }
    const byCitizen = step === 7 || (seen === 5 && step === 4);
    const reason = reasonOf[step];
    const due =
      step === 2 || (seen === 5 && step === 4)
        ? promise(input, received ?? at, received === null ? [] : [{ from: new Date(at.getTime() - DAY / 2), to: at }])
        : null;
    if (step === 2) received = at;
    events.push({
      seen,
      event: {
        kind: 'moved',
        to: step,
        at,
        actor: byCitizen ? 'citizen' : 'officer',
        actorId: byCitizen ? person : officer,
        ...(reason === undefined
          ? {}
          : { reason: { code: reason, ground: 'Nghị định 118/2025/NĐ-CP', remedy: 'Bổ sung giấy tờ còn thiếu hoặc nộp lại hồ sơ.' } }),
        ...(due === null ? {} : { due }),
        ...(step === 5 ? { detail: { signer: 'Cán bộ mẫu', missing: ['Bản sao giấy tờ kèm theo'] } } : {}),
      },
    });
    seen = step;
  }
  return { filedAt, events };
}

const promise = ({ calendar, days }: StoryInput, receivedAt: Date, pauses: readonly { from: Date; to: Date }[]): Calculation =>
  dueDate(calendar, { receivedAt, time: { amount: days, unit: 'working-days' }, pauses });

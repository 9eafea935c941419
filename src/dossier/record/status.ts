/** The ten statuses of the national portal. */
export const statuses = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const;
export type Status = (typeof statuses)[number];

/** Who makes a move. The payment service makes one only by a signed notice. */
export type Mover = 'citizen' | 'officer' | 'payment';

/**
 * Every allowed move and who makes it; nothing else moves a dossier. The table `dossier.status_move` has the same rows
 * and is what the database itself goes by; a test compares the two.
 */
export const moves: Readonly<Record<Status, Readonly<Partial<Record<Status, Mover>>>>> = {
  1: { 2: 'officer', 3: 'officer', 5: 'officer', 7: 'citizen' },
  2: { 4: 'officer', 5: 'officer', 6: 'officer', 7: 'citizen', 8: 'officer' },
  3: {},
  4: { 5: 'officer', 6: 'officer', 7: 'citizen', 8: 'officer', 9: 'officer' },
  5: { 4: 'citizen', 7: 'citizen', 8: 'officer' },
  6: { 4: 'payment', 7: 'citizen', 8: 'officer' },
  7: {},
  8: {},
  9: { 10: 'officer' },
  10: {},
};

export function mayMove(from: Status, to: Status, by: Mover): boolean {
  return moves[from][to] === by;
}

/** The statuses `by` may move a dossier to from `from`. */
export function openMoves(from: Status, by: Mover): readonly Status[] {
  return statuses.filter((to) => mayMove(from, to, by));
}

export const isFinal = (status: Status): boolean => Object.keys(moves[status]).length === 0;

/** Ended without a result: no fee is asked for any more. */
export const endedWithoutResult = (status: Status): status is 3 | 7 | 8 => status === 3 || status === 7 || status === 8;

/** The statuses that need a coded reason, its legal ground and what the citizen can do about it. */
export const needsReason = (status: Status): status is 3 | 5 | 7 | 8 => status === 3 || status === 5 || status === 7 || status === 8;

/** The coded reasons; the table `dossier.reason` has the same rows. */
export const reasons = {
  3: ['refuse.wrong-authority', 'refuse.not-eligible', 'refuse.duplicate', 'refuse.cannot-be-completed'],
  5: ['supplement.missing-document', 'supplement.unreadable', 'supplement.inconsistent', 'supplement.out-of-date'],
  7: ['withdraw.no-longer-needed', 'withdraw.will-file-again', 'withdraw.other-authority', 'withdraw.personal'],
  8: ['stop.not-supplemented', 'stop.fee-unpaid', 'stop.not-eligible', 'stop.law-changed'],
} as const;
export type ReasonCode = (typeof reasons)[keyof typeof reasons][number];

import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { cancelOrder, createOrder, findLiveFineOrder, type OrderItem } from '#payment/orders';
import type { PaymentOptions } from '#payment/terms';
import { uuidv7, type Place } from '#shared/crypto';
import { dayOf } from '#shared/day';
import { many, maybe, one, run, type Tx } from '#shared/db';
import { fineDue, payBy, type FineDue } from './fine-rules.ts';
import * as sql from './fine-sql.ts';
import { plainName, plainNumber } from './person-name.ts';
import { fineProblem } from './problems.ts';

type Deps = Pick<PaymentOptions, 'clock' | 'sealer' | 'blindIndex' | 'jobs'>;

/** One decision as the police upload it. */
export interface Decision {
  readonly decisionNumber: string;
  readonly decisionDate: string;
  readonly recordNumber: string;
  readonly violationDate: string;
  readonly fullName: string;
  readonly citizenNumber?: string | undefined;
  readonly plate?: string | undefined;
  readonly amount: number;
  readonly authority: string;
  readonly treasuryAccount: string;
  readonly receivedOn?: string | undefined;
  readonly paperHeld: readonly string[];
}

type Row = z.infer<typeof sql.findFine.row>;

/** A decision with its sealed part opened. */
export interface Fine extends Omit<Row, 'offender'> {
  readonly fullName: string;
  readonly plate: string | null;
}

const place = (id: string): Place => ({ table: 'fine', column: 'offender', row: id });

const lookupIndex = (deps: Deps, key: { recordNumber: string; violationDate: string; fullName: string }): Buffer =>
  deps.blindIndex('fine-lookup', JSON.stringify([plainNumber(key.recordNumber), key.violationDate, plainName(key.fullName)]));

export const citizenIndex = (deps: Pick<Deps, 'blindIndex'>, number: string): Buffer => deps.blindIndex('fine-citizen', number);

/**
 * Keeps a decision. Of one client, the same upload again is a duplicate, and another one under the same number of the same authority, or
 * about the same record and person, is a contradiction and refused. What other clients uploaded plays no part, so nobody learns of it.
 */
export async function takeDecision(
  deps: Deps,
  tx: Tx,
  input: { decision: Decision; clientId: string },
): Promise<'accepted' | 'duplicate' | 'contradiction'> {
  const { decision } = input;
  const now = deps.clock.now();
  const id = uuidv7(now);
  const lookup = lookupIndex(deps, decision);
  const hash = createHash('sha256').update(JSON.stringify(decision)).digest();
  const { fullName, citizenNumber = null, plate = null } = decision;
  const taken = await run(tx, sql.insertFine, [
    id,
    decision.decisionNumber,
    decision.decisionDate,
    decision.recordNumber,
    decision.violationDate,
    deps.sealer.seal(JSON.stringify({ fullName, citizenNumber, plate }), place(id)),
    lookup,
    citizenNumber === null ? null : citizenIndex(deps, citizenNumber),
    String(decision.amount),
    decision.authority,
    decision.treasuryAccount,
    decision.receivedOn ?? null,
    payBy(decision.receivedOn ?? null),
    decision.paperHeld,
    hash,
    input.clientId,
    now,
  ]);
  if (taken === 1) return 'accepted';
  const known = await many(tx, sql.findUploads, [input.clientId, decision.decisionNumber, decision.authority, lookup]);
  return known.some(({ upload_hash: before }) => before.equals(hash)) ? 'duplicate' : 'contradiction';
}

/** The decisions somebody can name exactly: record number, date and full name. Diacritics and case of the name do not matter. */
export function lookUp(deps: Deps, tx: Tx, key: { recordNumber: string; violationDate: string; fullName: string }) {
  return many(tx, sql.lookUpFines, [lookupIndex(deps, key)]);
}

export async function fineById(deps: Deps, tx: Tx, id: string): Promise<Fine | null> {
  const row = await maybe(tx, sql.findFine, [id]);
  if (row === null) return null;
  const { offender, ...rest } = row;
  const opened = JSON.parse(deps.sealer.open(offender, place(id))) as { fullName: string; plate: string | null };
  return { ...rest, fullName: opened.fullName, plate: opened.plate };
}

/** What a fine costs today, by the rules in force today. */
export async function dueToday(deps: Deps, tx: Tx, fine: Fine): Promise<FineDue> {
  const today = dayOf(deps.clock.now());
  const rules = (await many(tx, sql.incentivesOn, [today])).map((rule) => ({
    nameVi: rule.name_vi,
    nameEn: rule.name_en,
    legalBasis: rule.legal_basis,
    basisPoints: rule.basis_points,
    withinDays: rule.within_days,
  }));
  return fineDue({ amount: fine.amount, decisionDate: fine.decision_date, receivedOn: fine.received_on }, today, rules);
}

/**
 * The order that pays a fine: the one under way when it still asks for today's amount, else a new one, and the old one is
 * cancelled. Two people who press at once get the same order.
 */
export async function orderForFine(deps: Deps, tx: Tx, input: { fine: Fine; ownerSub: string | null }): Promise<string> {
  const { fine } = input;
  await one(tx, sql.lockFine, [fine.id]);
  const live = await maybe(tx, findLiveFineOrder, [fine.id]);
  if (live?.status === 'paid' || fine.status === 'paid') throw fineProblem('fine.already-paid');
  const due = await dueToday(deps, tx, fine);
  if (live !== null) {
    if (live.amount === due.total && live.expires_at.getTime() > deps.clock.now().getTime()) return live.id;
    await cancelOrder(tx, { orderId: live.id, reason: 'replaced' });
  }
  const items: OrderItem[] = [
    { code: 'fine', name: `Tiền phạt theo quyết định ${fine.decision_number}`, amount: Number(due.fine), kind: 'fine' },
  ];
  if (due.interest > 0n)
    items.push({ code: 'interest', name: `Tiền chậm nộp ${String(due.lateDays)} ngày`, amount: Number(due.interest), kind: 'interest' });
  if (due.discount !== null)
    items.push({ code: 'incentive', name: due.discount.rule.nameVi, amount: -Number(due.discount.amount), kind: 'discount' });
  const { id } = await createOrder(deps, tx, {
    clientId: null,
    fineId: fine.id,
    reference: fine.decision_number,
    description: `Nộp phạt theo quyết định ${fine.decision_number}`,
    payerName: fine.fullName,
    ownerSub: input.ownerSub,
    items,
    returnUrl: null,
    notifyUrl: null,
  });
  return id;
}

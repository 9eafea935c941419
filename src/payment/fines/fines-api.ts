import { z } from 'zod';
import type { PaymentOptions } from '#payment/terms';
import { dayOf } from '#shared/day';
import { many, run } from '#shared/db';
import { json, route, type Route } from '#shared/http';
import { findDecisionsOf, movePaperReturn } from './fine-sql.ts';
import {
  type decisionResult,
  decisionSchema,
  fineView,
  ofDecision,
  returnReport,
  upload,
  uploadList,
  uploadReport,
} from './fine-schemas.ts';
import { takeDecision } from './fines.ts';
import { openRecipient } from './paper-return.ts';
import { fineProblem } from './problems.ts';

type Deps = Pick<PaymentOptions, 'db' | 'clock' | 'sealer' | 'blindIndex' | 'jobs' | 'rp' | 'baseUrl' | 'metrics'>;

type Uploaded = z.infer<typeof findDecisionsOf.row>;

interface Which {
  readonly decisionNumber: string;
  readonly authority?: string | undefined;
}

type ItemResult = z.output<typeof decisionResult>;

const notThatOne = {
  'fine.not-found': 'No such decision of this client',
  'fine.ambiguous': 'Several authorities have a decision of this number',
} as const;

/** The API for the police: upload decisions, read what became of one, say that held papers were posted. A client sees its own uploads only. */
export function fineApiRoutes(deps: Deps): Route[] {
  const { db, clock, rp } = deps;
  const who = rp.requireToken({ audience: deps.baseUrl.origin, scope: 'fines:write' });
  return [
    route({
      method: 'POST',
      path: '/api/fines',
      surface: 'api',
      who,
      limit: 4_194_304,
      nul: 'taken',
      body: uploadList,
      operation: {
        id: 'uploadFines',
        summary: 'Upload decisions',
        description:
          'Of one client, a decision is known by its number and authority: the same contents again are a duplicate, others are rejected, and so is the same number for the same record and person under another authority. Safe to repeat.',
        checks: { body: upload },
        answers: { 200: { means: 'One result per decision, in order', body: uploadReport } },
        refuses: { 'request.invalid': 'Not a list of 1 to 1,000 decisions' },
      },
      async handle({ principal, body }) {
        const results: ItemResult[] = [];
        // Each decision stands alone: a fault in one keeps none of the others from being taken, and a repetition is harmless.
        for (const given of body.decisions) results.push(await take(given, principal.clientId));
        const count = (wanted: ItemResult['result']): number => results.filter(({ result }) => result === wanted).length;
        return json({ accepted: count('accepted'), duplicate: count('duplicate'), rejected: count('rejected'), results });
      },
    }),
    route({
      method: 'GET',
      path: '/api/fines/:decisionNumber',
      surface: 'api',
      who,
      ...ofDecision,
      operation: {
        id: 'readFine',
        summary: 'What became of a decision',
        answers: { 200: { means: 'What became of it', body: fineView } },
        refuses: notThatOne,
      },
      handle: async ({ principal, params, query }) => json(report(await owned({ ...params, ...query }, principal.clientId))),
    }),
    route({
      method: 'PUT',
      path: '/api/fines/:decisionNumber/return',
      surface: 'api',
      who,
      ...ofDecision,
      body: returnReport,
      operation: {
        id: 'reportReturn',
        summary: 'Say that held papers were posted, or delivered',
        answers: { 200: { means: 'What became of it', body: fineView } },
        refuses: { ...notThatOne, 'fine.return-refused': 'No return was asked for, or it has gone further' },
      },
      async handle({ principal, params, query, body }) {
        const which = { ...params, ...query };
        const fine = await owned(which, principal.clientId);
        const moved = await run(db, movePaperReturn, [fine.id, body.status, body.trackingNumber ?? null, clock.now()]);
        if (moved === 0) throw fineProblem('fine.return-refused', { detail: 'no return of papers was asked for, or it has gone further' });
        return json(report(await owned(which, principal.clientId)));
      },
    }),
  ];

  async function take(given: unknown, clientId: string): Promise<ItemResult> {
    const named = z.object({ decisionNumber: z.string().max(200) }).safeParse(given);
    const decisionNumber = named.success ? named.data.decisionNumber : null;
    const parsed = decisionSchema.safeParse(given);
    const reject = (reason: string): ItemResult => ({ decisionNumber, result: 'rejected', reason });
    if (!parsed.success)
      return reject(
        parsed.error.issues
          .slice(0, 5)
          .map(({ path, message }) => `${path.join('.')}: ${message}`)
          .join('; '),
      );
    const decision = parsed.data;
    const today = dayOf(clock.now());
    if (decision.decisionDate > today || decision.violationDate > decision.decisionDate)
      return reject('decisionDate: lies in the future, or before the violation');
    if (decision.receivedOn !== undefined && (decision.receivedOn < decision.decisionDate || decision.receivedOn > today)) {
      return reject('receivedOn: lies before the decision, or in the future');
    }
    const result = await takeDecision(deps, db, { decision, clientId });
    if (result === 'contradiction')
      return reject('decisionNumber: was taken before from this authority, or for this record, with other contents');
    deps.metrics.event(`fine.${result}`);
    return { decisionNumber, result };
  }

  /** A decision that somebody else uploaded is answered like one that does not exist. */
  async function owned({ decisionNumber, authority }: Which, clientId: string): Promise<Uploaded> {
    const [fine, another] = await many(db, findDecisionsOf, [clientId, decisionNumber, authority ?? null]);
    if (fine === undefined) throw fineProblem('fine.not-found');
    if (another !== undefined)
      throw fineProblem('fine.ambiguous', { detail: 'several authorities have a decision of this number; name one as ?authority=' });
    return fine;
  }

  function report(fine: Uploaded): z.output<typeof fineView> {
    return {
      decisionNumber: fine.decision_number,
      authority: fine.authority,
      status: fine.status,
      amount: Number(fine.amount),
      paidAmount: fine.paid_amount === null ? null : Number(fine.paid_amount),
      paidAt: fine.paid_at?.toISOString() ?? null,
      receiptNumber: fine.receipt,
      paperReturn:
        fine.return_status === null || fine.recipient === null
          ? null
          : { status: fine.return_status, trackingNumber: fine.tracking_number, ...openRecipient(deps, fine.id, fine.recipient) },
    };
  }
}

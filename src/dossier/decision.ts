import { z } from 'zod';
import type { Language } from '#shared/texts';
import type { FieldError } from '#shared/view';
import type { Case } from './case-page.ts';
import { parseDong } from './dong.ts';
import type { NewEvent } from './history.ts';
import { messages } from './messages/index.ts';
import type { FeeItem } from './procedure.ts';
import { dossierProblem } from './problems.ts';
import { seen } from './seen.ts';
import { openMoves, reasons, type ReasonCode } from './status.ts';

/** What an officer's form says; one form per possible move, told apart by `to`. */
export const decision = z.object({
  to: z.coerce.number().int().min(1).max(10),
  seq: seen,
  reason: z.string().max(60).optional(),
  ground: z.string().max(500).optional(),
  remedy: z.string().max(2000).optional(),
  missing: z.string().max(4000).optional(),
  feeName: z.string().max(200).optional(),
  feeAmount: z.string().max(200).optional(),
  note: z.string().max(2000).optional(),
});
export type Decision = z.infer<typeof decision>;

type Judged =
  { readonly event: Omit<NewEvent, 'at' | 'actor' | 'actorId'>; readonly fee?: FeeItem } | { readonly errors: readonly FieldError[] };

/** What the form says as an event, or everything that is wrong with it. The database judges once more. */
export function judge(of: Case, body: Decision, lang: Language): Judged {
  const to = openMoves(of.dossier.status, 'officer').find((status) => status === body.to);
  if (to === undefined) throw dossierProblem('dossier.changed');
  const missing = (body.missing ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const detail = {
    signer: of.officer.name,
    ...(missing.length === 0 ? {} : { missing }),
    ...(body.note?.trim() ? { note: body.note.trim() } : {}),
  };
  if (to === 3 || to === 5 || to === 8) return withReason(of, body, { to, missing, detail, lang });
  if (to === 6) return withFee(body, detail, lang);
  return { event: { kind: 'moved', to, detail } };
}

type Detail = NonNullable<NewEvent['detail']>;

function withReason(
  of: Case,
  body: Decision,
  { to, missing, detail, lang }: { to: 3 | 5 | 8; missing: readonly string[]; detail: Detail; lang: Language },
): Judged {
  const texts = messages[lang].dossier.wrong;
  const isHead = of.officer.role === 'head';
  const errors: FieldError[] = [];
  const code = (reasons[to] as readonly ReasonCode[]).find((each) => each === body.reason);
  const ground = body.ground?.trim() ?? '';
  const remedy = body.remedy?.trim() ?? '';
  if (code === undefined) errors.push({ field: `reason-${to}`, message: texts.chooseReason });
  if (to === 5 && missing.length === 0) errors.push({ field: `missing-${to}`, message: texts.missing });
  if (ground.length < 8) errors.push({ field: `ground-${to}`, message: texts.ground });
  if (remedy.length < 8) errors.push({ field: `remedy-${to}`, message: texts.remedy });
  if (to === 5 && of.dossier.supplements >= 1 && !isHead) errors.push({ field: `reason-${to}`, message: texts.needsHead });
  if (code === undefined || errors.length > 0) return { errors };
  return {
    event: {
      kind: 'moved',
      to,
      reason: { code, ground, remedy },
      detail,
      ...(to === 5 && isHead ? { approvedBy: of.officer.id } : {}),
    },
  };
}

function withFee(body: Decision, detail: Detail, lang: Language): Judged {
  const texts = messages[lang].dossier.wrong;
  const errors: FieldError[] = [];
  const name = body.feeName?.trim() ?? '';
  const amount = parseDong(body.feeAmount ?? '');
  if (name.length < 3) errors.push({ field: 'feeName', message: texts.feeName });
  if (amount === null || amount < 1000 || amount > 100_000_000_000) errors.push({ field: 'feeAmount', message: texts.feeAmount });
  if (amount === null || errors.length > 0) return { errors };
  return {
    event: { kind: 'moved', to: 6, paymentState: 'to-arrange', detail: { ...detail, amount: String(amount) } },
    fee: { code: 'demanded', name, amount, kind: 'fee' },
  };
}

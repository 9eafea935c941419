import { z } from 'zod';
import { dossierProblem } from '#dossier/problems';
import { type EventDetail, type Move, openMoves, type ReasonCode, reasons, recordMessages, seen } from '#dossier/record';
import type { Language } from '#shared/texts';
import type { FieldError } from '#shared/view';
import type { Case } from './case-page.ts';
import { parseDong } from './dong.ts';
import { messages } from './messages.ts';

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

type Judged = { readonly move: Move } | { readonly errors: readonly FieldError[] };

/** What the form says as a move, or everything that is wrong with it. The database judges once more. */
export function judge(of: Case, body: Decision, lang: Language): Judged {
  const to = openMoves(of.dossier.status, 'officer').find((status) => status === body.to);
  const missing = (body.missing ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const detail = {
    signer: of.officer.name,
    ...(missing.length === 0 ? {} : { missing }),
    ...(body.note?.trim() ? { note: body.note.trim() } : {}),
  };
  switch (to) {
    case 3:
    case 5:
    case 8:
      return withReason(of, body, { to, missing, detail, lang });
    case 6:
      return withFee(body, detail, lang);
    case 2:
    case 4:
    case 9:
    case 10:
      return { move: { to, detail } };
    // No step of an officer's, or none from here any more.
    default:
      throw dossierProblem('dossier.changed');
  }
}

function withReason(
  of: Case,
  body: Decision,
  { to, missing, detail, lang }: { to: 3 | 5 | 8; missing: readonly string[]; detail: EventDetail; lang: Language },
): Judged {
  const texts = messages[lang].case.wrong;
  const isHead = of.officer.role === 'head';
  const errors: FieldError[] = [];
  const code = (reasons[to] as readonly ReasonCode[]).find((each) => each === body.reason);
  const ground = body.ground?.trim() ?? '';
  const remedy = body.remedy?.trim() ?? '';
  if (code === undefined) errors.push({ field: `reason-${to}`, message: recordMessages[lang].wrong.chooseReason });
  if (to === 5 && missing.length === 0) errors.push({ field: `missing-${to}`, message: texts.missing });
  if (ground.length < 8) errors.push({ field: `ground-${to}`, message: texts.ground });
  if (remedy.length < 8) errors.push({ field: `remedy-${to}`, message: texts.remedy });
  if (to === 5 && of.dossier.supplements >= 1 && !isHead) errors.push({ field: `reason-${to}`, message: texts.needsHead });
  if (code === undefined || errors.length > 0) return { errors };
  return {
    move: {
      to,
      reason: { code, ground, remedy },
      detail,
      ...(to === 5 && isHead ? { approvedBy: of.officer.id } : {}),
    },
  };
}

function withFee(body: Decision, detail: EventDetail, lang: Language): Judged {
  const texts = messages[lang].case.wrong;
  const errors: FieldError[] = [];
  const name = body.feeName?.trim() ?? '';
  const amount = parseDong(body.feeAmount ?? '');
  if (name.length < 3) errors.push({ field: 'feeName', message: texts.feeName });
  if (amount === null || amount < 1000 || amount > 100_000_000_000) errors.push({ field: 'feeAmount', message: texts.feeAmount });
  if (amount === null || errors.length > 0) return { errors };
  return {
    move: { to: 6, fee: { code: 'demanded', name, amount, kind: 'fee' }, detail },
  };
}

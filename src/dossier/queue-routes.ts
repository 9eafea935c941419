import { z } from 'zod';
import { many } from '#shared/db';
import { problem, redirect, route, show, type Call, type MultipartForm, type Reply, type Route } from '#shared/http';
import type { Language } from '#shared/i18n';
import { page, type FieldError } from '#shared/view';
import { dossiersOfAgency } from './dossier-sql.ts';
import { LOOSE_FILE } from './dossier-routes.ts';
import { dossierView, sampleCalculation, sampleView, type DossierView } from './dossier-view.ts';
import type { Dossier } from './dossiers.ts';
import type { NewEvent } from './history.ts';
import { messages } from './messages/index.ts';
import type { Parts } from './parts.ts';
import type { Officer, Staff } from './people.ts';
import { legalGround, type FeeItem, type Procedure } from './procedure.ts';
import { dossierProblem } from './problems.ts';
import { openMoves, reasons, type ReasonCode, type Status } from './status.ts';

export interface QueueModel {
  readonly agencies: readonly string[];
  readonly chosen: Status | null;
  readonly dossiers: readonly {
    readonly code: string;
    readonly name: string;
    readonly status: Status;
    readonly filedAt: string;
    readonly dueAt: string | null;
    readonly overdue: boolean;
    readonly feeDue: boolean;
  }[];
}
export const queuePage = page<QueueModel>('dossier/queue', {
  some: {
    agencies: ['H26'],
    chosen: null,
    dossiers: [
      {
        code: 'H26-260302-0001',
        name: 'Đổi giấy phép lái xe',
        status: 1,
        filedAt: '2026-03-02T02:00:00Z',
        dueAt: '2026-03-09T10:00:00Z',
        overdue: true,
        feeDue: true,
      },
    ],
  },
  none: { agencies: ['H26'], chosen: 4, dossiers: [] },
});

export interface CaseModel {
  readonly dossier: DossierView;
  readonly moves: readonly Status[];
  readonly feeOpen: boolean;
  /** Papers were asked for before: another request needs the head of unit. */
  readonly secondRequest: boolean;
  readonly isHead: boolean;
  readonly reasons: Readonly<Record<3 | 5 | 8, readonly string[]>>;
  readonly ground: string;
  readonly results: number;
  readonly typed: Readonly<Record<string, string>>;
  readonly errors: readonly FieldError[];
}
const sampleCase: CaseModel = {
  dossier: { ...sampleView, status: 1 },
  moves: [2, 3, 5],
  feeOpen: false,
  secondRequest: false,
  isHead: false,
  reasons,
  ground: 'Nghị định 118/2025/NĐ-CP',
  results: 0,
  typed: {},
  errors: [],
};
export const casePage = page<CaseModel>('dossier/case', {
  registered: sampleCase,
  'in work': {
    ...sampleCase,
    dossier: { ...sampleView, status: 4, dueAt: sampleCalculation.dueAt, calculation: sampleCalculation },
    moves: [5, 6, 8, 9],
    secondRequest: true,
  },
  decided: { ...sampleCase, dossier: { ...sampleView, status: 9 }, moves: [10] },
  refused: { ...sampleCase, errors: [{ field: 'remedy-3', message: 'Vui lòng nhập hướng dẫn' }] },
});

const params = z.object({ code: z.string().max(60) });
const decision = z.object({
  to: z.coerce.number().int().min(1).max(10),
  reason: z.string().max(60).optional(),
  ground: z.string().max(500).optional(),
  remedy: z.string().max(2000).optional(),
  missing: z.string().max(4000).optional(),
  feeName: z.string().max(200).optional(),
  feeAmount: z.string().max(20).optional(),
  note: z.string().max(2000).optional(),
});
type Decision = z.infer<typeof decision>;
type Case = { readonly dossier: Dossier; readonly officer: Officer; readonly procedure: Procedure };
type Judged =
  { readonly event: Omit<NewEvent, 'at' | 'actor' | 'actorId'>; readonly fee?: FeeItem } | { readonly errors: readonly FieldError[] };

/** The officers' side: their agency's dossiers, and one form per possible move. Every move tells the citizen at once. */
export function queueRoutes(parts: Parts): Route[] {
  const { options, people, procedures, dossiers, files, fees } = parts;
  const { db, clock } = options;
  const who = people.staff((request) => request.koa.path.split('/').slice(0, 3).join('/'));

  const open = async (call: { principal: Staff; params: { code: string } }): Promise<Case> => {
    const dossier = await dossiers.byCode(db, call.params.code);
    const officer = dossier === null ? null : call.principal.actingFor(dossier.agency);
    if (dossier === null || officer === null) throw problem('page.not-found');
    return { dossier, officer, procedure: await procedures.at(db, dossier.procedure_code, dossier.procedure_version) };
  };
  const one = async (
    of: Case,
    lang: Language,
    more: { errors?: readonly FieldError[]; typed?: Readonly<Record<string, string>> } = {},
  ): Promise<Reply> => {
    const { dossier, officer, procedure } = of;
    const view = await dossierView(parts, db, { dossier, procedure, lang, texts: messages[lang].dossier });
    const model: CaseModel = {
      dossier: view,
      moves: openMoves(dossier.status, 'officer'),
      feeOpen: dossier.payment_state === 'to-arrange' || dossier.payment_state === 'requested',
      secondRequest: dossier.supplements >= 1,
      isHead: officer.role === 'head',
      reasons,
      ground: legalGround(procedure),
      results: view.files.filter(({ slot }) => slot === 'result').length,
      typed: more.typed ?? {},
      errors: more.errors ?? [],
    };
    return show(casePage, model, (more.errors ?? []).length > 0 ? 422 : 200);
  };

  /** What the form says as an event, or everything that is wrong with it. The database judges once more. */
  const judge = (of: Case, body: Decision, lang: Language): Judged => {
    const texts = messages[lang].dossier.wrong;
    const to = openMoves(of.dossier.status, 'officer').find((status) => status === body.to);
    if (to === undefined) throw dossierProblem('dossier.changed');
    const errors: FieldError[] = [];
    const missing = (body.missing ?? '')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
    const detail = {
      signer: of.officer.name,
      ...(missing.length === 0 ? {} : { missing }),
      ...(body.note?.trim() ? { note: body.note.trim() } : {}),
    };
    if (to === 3 || to === 5 || to === 8) {
      const code = (reasons[to] as readonly ReasonCode[]).find((each) => each === body.reason);
      const ground = body.ground?.trim() ?? '';
      const remedy = body.remedy?.trim() ?? '';
      if (code === undefined) errors.push({ field: `reason-${to}`, message: texts.chooseReason });
      if (ground.length < 8) errors.push({ field: `ground-${to}`, message: texts.ground });
      if (remedy.length < 8) errors.push({ field: `remedy-${to}`, message: texts.remedy });
      if (to === 5 && missing.length === 0) errors.push({ field: `missing-${to}`, message: texts.missing });
      if (to === 5 && of.dossier.supplements >= 1 && of.officer.role !== 'head')
        errors.push({ field: `reason-${to}`, message: texts.needsHead });
      if (code === undefined || errors.length > 0) return { errors };
      return {
        event: {
          kind: 'moved',
          to,
          reason: { code, ground, remedy },
          detail,
          ...(to === 5 && of.officer.role === 'head' ? { approvedBy: of.officer.id } : {}),
        },
      };
    }
    if (to === 6) {
      const name = body.feeName?.trim() ?? '';
      const amount = Number((body.feeAmount ?? '').replaceAll(/[.\s,đ₫]/g, ''));
      if (name.length < 3) errors.push({ field: 'feeName', message: texts.feeName });
      if (!Number.isSafeInteger(amount) || amount < 1000 || amount > 100_000_000_000)
        errors.push({ field: 'feeAmount', message: texts.feeAmount });
      if (errors.length > 0) return { errors };
      return {
        event: { kind: 'moved', to, paymentState: 'to-arrange', detail: { ...detail, amount: String(amount) } },
        fee: { code: 'demanded', name, amount, kind: 'fee' },
      };
    }
    return { event: { kind: 'moved', to, detail } };
  };

  const decide = async (call: Call<Staff, { code: string }, unknown, Decision>): Promise<Reply> => {
    const of = await open(call);
    const judged = judge(of, call.body, call.lang);
    if ('errors' in judged)
      return one(of, call.lang, {
        errors: judged.errors,
        typed: Object.fromEntries(Object.entries(call.body).map(([key, value]) => [key, String(value)])),
      });
    const { event, fee } = judged;
    if (event.to === 10 && !(await files.ofDossier(db, of.dossier.id)).some(({ slot }) => slot === 'result')) {
      return one(of, call.lang, { errors: [{ field: 'file', message: messages[call.lang].dossier.wrong.noResult }] });
    }
    if (fee !== undefined && (of.dossier.payment_state === 'to-arrange' || of.dossier.payment_state === 'requested'))
      throw dossierProblem('dossier.fee-due');
    await db.transaction(async (tx) => {
      const at = clock.now();
      // The promise is made when the dossier is accepted, and holds from then.
      const due = event.to === 2 ? await dossiers.dueAt(tx, { dossier: of.dossier, procedure: of.procedure, at }) : null;
      await dossiers.happen(tx, of.dossier, { ...event, at, actor: 'officer', actorId: of.officer.id, ...(due === null ? {} : { due }) });
      if (fee !== undefined) await fees.ask(tx, of.dossier, [fee]);
    });
    return redirect(`/queue/${of.dossier.code}`);
  };

  return [
    route({
      method: 'GET',
      path: '/queue',
      who,
      query: z.object({ status: z.string().optional() }),
      async handle({ principal, query, lang }) {
        const chosen = ([1, 2, 4, 5, 6, 9] as const).find((status) => String(status) === query.status) ?? null;
        const wanted = chosen === null ? [1, 2, 4, 9] : [chosen];
        const lists = await Promise.all(
          principal.officers.map(({ agency }) => many(db, dossiersOfAgency, [agency.split('.')[0], agency, wanted])),
        );
        const rows = [...new Map(lists.flat().map((row) => [row.code, row])).values()];
        const now = clock.now();
        return show(queuePage, {
          agencies: principal.officers.map(({ agency }) => agency),
          chosen,
          dossiers: rows.map((row) => ({
            code: row.code,
            name: row.name[lang],
            status: row.status,
            filedAt: row.filed_at.toISOString(),
            dueAt: row.due_at?.toISOString() ?? null,
            overdue: row.due_at !== null && row.due_at < now,
            feeDue: row.payment_state === 'to-arrange' || row.payment_state === 'requested',
          })),
        });
      },
    }),
    route({ method: 'GET', path: '/queue/:code', who, params, handle: async (call) => one(await open(call), call.lang) }),
    route({ method: 'POST', path: '/queue/:code/decision', who, params, body: decision, handle: decide }),
    route({
      method: 'POST',
      path: '/queue/:code/result',
      who,
      params,
      accepts: 'multipart',
      limit: LOOSE_FILE.maxBytes + 65_536,
      async handle(call) {
        const of = await open(call);
        if (of.dossier.status !== 9) throw dossierProblem('dossier.changed');
        const first = await (call.body as MultipartForm).files.next();
        const outcome =
          first.done === true
            ? { fault: 'nothing-chosen' as const }
            : await files.receive(first.value, { dossierId: of.dossier.id }, { slot: 'result', rules: LOOSE_FILE });
        if ('fault' in outcome)
          return one(of, call.lang, { errors: [{ field: 'file', message: messages[call.lang].dossier.upload.faults[outcome.fault] }] });
        return redirect(`/queue/${of.dossier.code}`);
      },
    }),
  ];
}

import { z } from 'zod';
import { many } from '#shared/db';
import { problem, redirect, route, show, type Call, type MultipartForm, type Reply, type Route } from '#shared/http';
import type { Language } from '#shared/i18n';
import { page, type FieldError } from '#shared/view';
import { dossiersOfPerson } from './dossier-sql.ts';
import { dossierView, sampleCalculation, sampleView, type DossierView } from './dossier-view.ts';
import type { Dossier } from './dossiers.ts';
import { messages } from './messages/index.ts';
import type { Parts } from './parts.ts';
import type { Citizen } from './people.ts';
import { legalGround } from './procedure.ts';
import { dossierProblem } from './problems.ts';
import { mayMove, reasons, type Status } from './status.ts';

export interface HomeModel {
  readonly signedIn: boolean;
  readonly catalogue: string;
}
export const homePage = page<HomeModel>('dossier/home', { out: { signedIn: false, catalogue: 'http://localhost:3001' } });

export interface MineModel {
  readonly drafts: readonly { readonly id: string; readonly name: string; readonly updatedAt: string }[];
  readonly dossiers: readonly {
    readonly code: string;
    readonly name: string;
    readonly status: Status;
    readonly filedAt: string;
    readonly dueAt: string | null;
  }[];
  readonly catalogue: string;
}
export const minePage = page<MineModel>('dossier/mine', {
  some: {
    drafts: [{ id: '01890000-0000-7000-8000-000000000001', name: 'Đăng ký khai sinh', updatedAt: '2026-03-02T02:00:00Z' }],
    dossiers: [
      { code: 'H26-260302-0001', name: 'Đổi giấy phép lái xe', status: 4, filedAt: '2026-03-02T02:00:00Z', dueAt: '2026-03-09T10:00:00Z' },
    ],
    catalogue: 'http://localhost:3001',
  },
  none: { drafts: [], dossiers: [], catalogue: 'http://localhost:3001' },
});

export interface OneModel {
  readonly dossier: DossierView;
  readonly secret: string;
  readonly maySupplement: boolean;
  readonly mayWithdraw: boolean;
  readonly mayRate: boolean;
  readonly withdrawReasons: readonly string[];
  /** The payment service could not be reached just now. */
  readonly paymentAway: boolean;
  readonly errors: readonly FieldError[];
}
const actions = {
  secret: 'ABCDE23456',
  maySupplement: false,
  mayWithdraw: false,
  mayRate: false,
  withdrawReasons: reasons[7],
  paymentAway: false,
  errors: [],
};
export const onePage = page<OneModel>('dossier/one', {
  supplement: { ...actions, dossier: sampleView, maySupplement: true, mayWithdraw: true },
  'in work': {
    ...actions,
    dossier: { ...sampleView, status: 4, dueAt: sampleCalculation.dueAt, calculation: sampleCalculation },
    mayWithdraw: true,
  },
  'fee to arrange': {
    ...actions,
    dossier: {
      ...sampleView,
      status: 1,
      paymentState: 'to-arrange',
      fees: [{ items: [{ name: 'Lệ phí', amount: 115000 }], amount: '115000', state: 'to-arrange', url: null, receipt: null }],
    },
    paymentAway: true,
  },
  'fee requested': {
    ...actions,
    dossier: {
      ...sampleView,
      status: 1,
      paymentState: 'requested',
      fees: [
        {
          items: [{ name: 'Lệ phí', amount: 115000 }],
          amount: '115000',
          state: 'requested',
          url: 'http://localhost:3003/orders/1',
          receipt: null,
        },
      ],
    },
  },
  returned: {
    ...actions,
    dossier: {
      ...sampleView,
      status: 10,
      files: [{ id: '0b9d7a52-6a7e-4c3f-9a49-4f4a4b1b2c3d', slot: 'result', name: 'ket-qua.pdf', size: 10, sha256: 'b'.repeat(64) }],
    },
    mayRate: true,
  },
});

const params = z.object({ code: z.string().max(60) });
/** Files given to answer a request for papers, and results. */
export const LOOSE_FILE = { accept: ['image/jpeg', 'image/png', 'application/pdf'], maxBytes: 10 * 1024 * 1024 } as const;

/** The pages of the person whose dossier it is. Somebody else's is as if it did not exist. */
export function dossierRoutes(parts: Parts): Route[] {
  const { options, people, procedures, drafts, dossiers, files, fees } = parts;
  const { db, clock } = options;
  const who = people.citizen({ formPage: (request) => request.koa.path.split('/').slice(0, 3).join('/') });

  const mine = async (call: { principal: Citizen; params: { code: string } }): Promise<Dossier> => {
    const dossier = await dossiers.byCode(db, call.params.code);
    if (dossier === null || dossier.person_id !== call.principal.id) throw problem('page.not-found');
    return dossier;
  };
  const one = async (
    dossier: Dossier,
    lang: Language,
    more: { errors?: readonly FieldError[]; paymentAway?: boolean } = {},
  ): Promise<Reply> => {
    const procedure = await procedures.at(db, dossier.procedure_code, dossier.procedure_version);
    const errors = more.errors ?? [];
    const model: OneModel = {
      dossier: await dossierView(parts, db, { dossier, procedure, lang, texts: messages[lang].dossier }),
      secret: dossier.lookupSecret,
      maySupplement: mayMove(dossier.status, 4, 'citizen'),
      mayWithdraw: mayMove(dossier.status, 7, 'citizen'),
      mayRate: dossier.status === 10 && dossier.rating === null,
      withdrawReasons: reasons[7],
      paymentAway: more.paymentAway === true,
      errors,
    };
    return show(onePage, model, errors.length > 0 ? 422 : 200);
  };
  const wrong = (lang: Language, field: string, key: keyof (typeof messages)['vi']['dossier']['wrong']): FieldError => ({
    field,
    message: messages[lang].dossier.wrong[key],
  });

  const supplement = async (call: Call<Citizen, { code: string }, unknown, { note?: string | undefined }>): Promise<Reply> => {
    const dossier = await mine(call);
    const note = call.body.note?.trim() ?? '';
    const answered = new Set((await dossiers.history(db, dossier)).flatMap((event) => event.detail.files ?? []));
    const added = (await files.ofDossier(db, dossier.id)).filter((file) => file.slot === 'supplement' && !answered.has(file.id));
    if (note === '' && added.length === 0) return one(dossier, call.lang, { errors: [wrong(call.lang, 'note', 'nothingAdded')] });
    const procedure = await procedures.at(db, dossier.procedure_code, dossier.procedure_version);
    await db.transaction(async (tx) => {
      const at = clock.now();
      const due = await dossiers.dueAt(tx, { dossier, procedure, at });
      await dossiers.happen(tx, dossier, {
        kind: 'moved',
        to: 4,
        at,
        actor: 'citizen',
        actorId: call.principal.id,
        ...(due === null ? {} : { due }),
        detail: { ...(note === '' ? {} : { note }), files: added.map(({ id }) => id) },
      });
    });
    return redirect(`/dossiers/${dossier.code}`);
  };

  const withdraw = async (
    call: Call<Citizen, { code: string }, unknown, { reason?: string | undefined; sure?: string | undefined }>,
  ): Promise<Reply> => {
    const dossier = await mine(call);
    const reason = reasons[7].find((code) => code === call.body.reason);
    if (reason === undefined) return one(dossier, call.lang, { errors: [wrong(call.lang, 'reason', 'chooseReason')] });
    if (call.body.sure !== 'yes') return one(dossier, call.lang, { errors: [wrong(call.lang, 'sure', 'confirm')] });
    const procedure = await procedures.at(db, dossier.procedure_code, dossier.procedure_version);
    await db.transaction((tx) =>
      dossiers.happen(tx, dossier, {
        kind: 'moved',
        to: 7,
        at: clock.now(),
        actor: 'citizen',
        actorId: call.principal.id,
        reason: { code: reason, ground: legalGround(procedure), remedy: messages.vi.dossier.withdrawRemedy },
      }),
    );
    return redirect(`/dossiers/${dossier.code}`);
  };

  return [
    route({
      method: 'GET',
      path: '/',
      who: people.visitor,
      handle: async ({ principal }) =>
        principal === null ? show(homePage, { signedIn: false, catalogue: options.urls.catalogue }) : redirect('/dossiers'),
    }),
    route({
      method: 'GET',
      path: '/dossiers',
      who: people.citizen(),
      async handle({ principal, lang }) {
        const own = await many(db, dossiersOfPerson, [principal.id]);
        return show(minePage, {
          drafts: (await drafts.list(principal.id)).map(({ id, name, updatedAt }) => ({
            id,
            name: name[lang],
            updatedAt: updatedAt.toISOString(),
          })),
          dossiers: own.map((row) => ({
            code: row.code,
            name: row.name[lang],
            status: row.status,
            filedAt: row.filed_at.toISOString(),
            dueAt: row.due_at?.toISOString() ?? null,
          })),
          catalogue: options.urls.catalogue,
        });
      },
    }),
    route({ method: 'GET', path: '/dossiers/:code', who, params, handle: async (call) => one(await mine(call), call.lang) }),
    route({
      method: 'POST',
      path: '/dossiers/:code/files',
      who,
      params,
      accepts: 'multipart',
      limit: LOOSE_FILE.maxBytes + 65_536,
      async handle(call) {
        const dossier = await mine(call);
        if (dossier.status !== 5) throw dossierProblem('dossier.move-refused');
        const first = await (call.body as MultipartForm).files.next();
        const outcome =
          first.done === true
            ? { fault: 'nothing-chosen' as const }
            : await files.receive(first.value, { dossierId: dossier.id }, { slot: 'supplement', rules: LOOSE_FILE });
        if ('fault' in outcome)
          return one(dossier, call.lang, {
            errors: [{ field: 'file', message: messages[call.lang].dossier.upload.faults[outcome.fault] }],
          });
        return redirect(`/dossiers/${dossier.code}`);
      },
    }),
    route({
      method: 'POST',
      path: '/dossiers/:code/supplement',
      who,
      params,
      body: z.object({ note: z.string().max(2000).optional() }),
      handle: supplement,
    }),
    route({
      method: 'POST',
      path: '/dossiers/:code/withdraw',
      who,
      params,
      body: z.object({ reason: z.string().optional(), sure: z.string().optional() }),
      handle: withdraw,
    }),
    route({
      method: 'POST',
      path: '/dossiers/:code/pay',
      who,
      params,
      async handle(call) {
        const dossier = await mine(call);
        const waiting = (await fees.of(db, dossier)).find((fee) => fee.state === 'to-arrange');
        if (waiting === undefined) return redirect(`/dossiers/${dossier.code}`);
        try {
          await fees.arrange(waiting.id);
        } catch (error) {
          options.log.warn({ err: error, code: dossier.code }, 'the payment service could not be asked for an order');
          return one(dossier, call.lang, { paymentAway: true });
        }
        return redirect(`/dossiers/${dossier.code}`);
      },
    }),
    route({
      method: 'POST',
      path: '/dossiers/:code/rating',
      who,
      params,
      body: z.object({ rating: z.string().optional() }),
      async handle(call) {
        const dossier = await mine(call);
        const rating = Number(call.body.rating);
        if (![1, 2, 3].includes(rating)) return one(dossier, call.lang, { errors: [wrong(call.lang, 'rating', 'chooseRating')] });
        await db.transaction((tx) =>
          dossiers.happen(tx, dossier, { kind: 'rated', at: clock.now(), actor: 'citizen', actorId: call.principal.id, rating }),
        );
        return redirect(`/dossiers/${dossier.code}`);
      },
    }),
  ];
}

import { z } from 'zod';
import { looseFile } from '#dossier/documents';
import type { Citizen } from '#dossier/people';
import { dossierView, type DossierView, type FeeStanding, type FeeView, sampleCalculation, sampleView } from '#dossier/reading';
import { type Dossier, mayMove, reasons, recordMessages } from '#dossier/record';
import { type Access, type Reply, route, type Route, show } from '#shared/http';
import { problem } from '#shared/problem';
import type { Language } from '#shared/texts';
import { type FieldError, page } from '#shared/view';
import type { OwnerParts } from './parts.ts';

export interface OneModel {
  readonly dossier: DossierView;
  readonly secret: string;
  readonly maySupplement: boolean;
  readonly mayWithdraw: boolean;
  readonly mayRate: boolean;
  readonly withdrawReasons: readonly string[];
  /** Something is missing in the form for withdrawing, so it is open. */
  readonly withdrawing: boolean;
  readonly typed: Readonly<Record<string, string>>;
  /** What may be uploaded here. */
  readonly loose: typeof looseFile;
  readonly errors: readonly FieldError[];
}
const actions = {
  secret: 'ABCDE23456',
  maySupplement: false,
  mayWithdraw: false,
  mayRate: false,
  withdrawReasons: reasons[7],
  withdrawing: false,
  typed: {},
  loose: looseFile,
  errors: [],
};
const fee = (state: FeeStanding): FeeView => ({
  items: [{ name: 'Lệ phí', amount: 115000 }],
  state,
  url: state === 'requested' || state === 'closed' ? 'http://localhost:3003/orders/1' : null,
  receipt: null,
});
export const onePage = page<OneModel>('dossier/one', {
  supplement: { ...actions, dossier: sampleView, maySupplement: true, mayWithdraw: true },
  'in work': {
    ...actions,
    dossier: { ...sampleView, status: 4, dueAt: sampleCalculation.dueAt, calculation: sampleCalculation },
    mayWithdraw: true,
  },
  ...Object.fromEntries(
    (['coming', 'late', 'over', 'away', 'closed', 'requested'] as const).map((state) => [
      `fee ${state}`,
      { ...actions, dossier: { ...sampleView, status: state === 'closed' ? 7 : 1, fees: [fee(state)] } } satisfies OneModel,
    ]),
  ),
  'withdrawal without reason': {
    ...actions,
    dossier: { ...sampleView, status: 2 },
    mayWithdraw: true,
    withdrawing: true,
    errors: [{ field: 'reason', message: 'Vui lòng chọn lý do' }],
  },
  'overtaken answer': {
    ...actions,
    dossier: { ...sampleView, status: 4 },
    mayWithdraw: true,
    typed: { note: 'Tôi đã gửi đủ giấy tờ' },
    errors: [{ field: '', message: recordMessages.vi.wrong.changed }],
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

/** What the page of one dossier and everything its owner does there have in common. */
export interface OwnDossiers {
  readonly who: Access<Citizen>;
  readonly params: z.ZodObject<{ code: z.ZodString }>;
  /** The caller's own dossier; somebody else's is as if it did not exist. */
  find(call: { principal: Citizen; params: { code: string } }): Promise<Dossier>;
  /** Its page, with what was wrong in a form on it. */
  show(
    dossier: Dossier,
    lang: Language,
    /** `paymentAway`: the payment service could not be reached just now. `changed`: somebody else was faster than the form. */
    more?: {
      readonly errors?: readonly FieldError[];
      readonly typed?: Readonly<Record<string, string>>;
      readonly changed?: boolean;
      readonly paymentAway?: boolean;
    },
  ): Promise<Reply>;
}

export function createOwnDossiers(parts: OwnerParts): OwnDossiers {
  const { db, people, procedures, dossiers } = parts;
  return {
    who: people.citizen({ formPage: (request) => request.koa.path.split('/').slice(0, 3).join('/') }),
    params: z.object({ code: z.string().max(60) }),
    async find(call) {
      const dossier = await dossiers.byCode(db, call.params.code);
      if (dossier === null || dossier.person_id !== call.principal.id) throw problem('page.not-found');
      return dossier;
    },
    async show(dossier, lang, more = {}) {
      const procedure = await procedures.at(db, dossier.procedure_code, dossier.procedure_version);
      const { changed = false, typed = {} } = more;
      const errors = changed ? [{ field: '', message: recordMessages[lang].wrong.changed }] : (more.errors ?? []);
      const view = await dossierView(parts, db, { dossier, procedure, lang });
      const asked: readonly FeeStanding[] = more.paymentAway === true ? ['coming', 'late', 'over'] : [];
      const model: OneModel = {
        dossier: { ...view, fees: view.fees.map((each) => (asked.includes(each.state) ? { ...each, state: 'away' } : each)) },
        secret: dossier.lookupSecret,
        maySupplement: mayMove(dossier.status, 4, 'citizen'),
        mayWithdraw: mayMove(dossier.status, 7, 'citizen'),
        mayRate: dossier.status === 10 && dossier.rating === null,
        withdrawReasons: reasons[7],
        withdrawing: typed['reason'] !== undefined || errors.some(({ field }) => field === 'reason' || field === 'sure'),
        typed,
        loose: looseFile,
        errors,
      };
      return show(onePage, model, changed ? 409 : errors.length > 0 ? 422 : 200);
    },
  };
}

/** `/dossiers/:code`, for its owner. */
export function dossierRoute({ who, params, find, show: showOne }: OwnDossiers): Route {
  return route({
    method: 'GET',
    path: '/dossiers/:code',
    who,
    params,
    handle: async (call) => showOne(await find(call), call.lang),
  });
}

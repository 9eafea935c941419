import { z } from 'zod';
import type { Citizen } from '#dossier/people';
import type { Procedure } from '#dossier/procedures';
import type { FormDefinition } from '#forms';
import { dayOf } from '#shared/day';
import type { Tx } from '#shared/db';
import { type Access, redirect, type Reply } from '#shared/http';
import { problem } from '#shared/problem';
import type { Language } from '#shared/texts';
import type { FieldError } from '#shared/view';
import type { Draft } from './drafts.ts';
import type { FilingParts } from './parts.ts';

/** A draft with the procedure it is pinned to, and that procedure's form. */
export interface Opened {
  readonly draft: Draft;
  readonly procedure: Procedure;
  readonly form: FormDefinition;
}

/** What every page of a draft shows. */
export interface DraftFrame {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  /** Who receives the dossier: chosen once, before the draft began. */
  readonly office: string;
  readonly errors: readonly FieldError[];
}
export const sampleFrame: DraftFrame = {
  id: '01890000-0000-7000-8000-000000000001',
  name: 'Đổi giấy phép lái xe',
  version: 3,
  office: 'Phòng Cảnh sát giao thông, Công an Hà Nội',
  errors: [],
};

/** What the pages of a draft have in common. */
export interface OwnDrafts {
  readonly who: Access<Citizen>;
  readonly params: z.ZodObject<{ id: z.ZodUUID }>;
  /** The caller's own draft; somebody else's is as if it did not exist. */
  open(call: { principal: Citizen; params: { id: string } }): Promise<Opened>;
  /** The same, held until the transaction ends. */
  hold(tx: Tx, call: { principal: Citizen; params: { id: string } }): Promise<Opened>;
  /** To its dossier, when it has been filed. */
  filed(draft: Draft): Promise<Reply | null>;
  frame(of: Opened, lang: Language): Promise<Omit<DraftFrame, 'errors'>>;
  /** Today in Vietnam, `YYYY-MM-DD`. */
  today(): string;
}

export function createOwnDrafts(parts: FilingParts): OwnDrafts {
  const { db, clock, people, procedures, drafts, dossiers, offices } = parts;
  const opened = async (draft: Draft | null, tx: Tx): Promise<Opened> => {
    if (draft === null) throw problem('page.not-found');
    const procedure = await procedures.at(tx, draft.procedure.code, draft.procedure.version);
    if (procedure.form === null) throw problem('page.not-found');
    return { draft, procedure, form: procedure.form };
  };
  return {
    who: people.citizen({ formPage: (request) => request.koa.path.split('/').slice(0, 3).join('/') }),
    params: z.object({ id: z.uuid() }),
    open: async (call) => opened(await drafts.find(db, call.params.id, call.principal.id), db),
    hold: async (tx, call) => opened(await drafts.hold(tx, call.params.id, call.principal.id), tx),
    async filed(draft) {
      if (draft.dossierId === null) return null;
      const dossier = await dossiers.byId(db, draft.dossierId);
      return redirect(dossier === null ? '/dossiers' : `/dossiers/${dossier.code}`);
    },
    frame: async ({ draft, procedure }, lang) => ({
      id: draft.id,
      name: procedure.name[lang],
      version: draft.version,
      office: await offices.competent(db, procedure, draft.agency, lang),
    }),
    today: () => dayOf(clock.now()),
  };
}

import { removeFilesOfDraft, removeFilesOfDrafts } from '#dossier/documents';
import type { Citizen } from '#dossier/people';
import type { Procedure } from '#dossier/procedures';
import { formValues, type FormValues, prefillValues } from '#forms';
import type { Clock } from '#shared/clock';
import { type Place, type Sealer, uuidv7 } from '#shared/crypto';
import { type Db, many, maybe, one, run, type Tx } from '#shared/db';
import * as sql from './draft-sql.ts';

/** Something somebody is filling in. */
export interface Draft {
  readonly id: string;
  readonly personId: string;
  readonly procedure: { readonly code: string; readonly version: number };
  readonly agency: string;
  readonly answers: FormValues;
  /** Fields whose answers came from the account, and from which claim. */
  readonly prefilled: Readonly<Record<string, string>>;
  readonly version: number;
  /** Set once it has been filed. */
  readonly dossierId: string | null;
  readonly updatedAt: Date;
  /** Forgotten after this, unless somebody touches it before. */
  readonly keptUntil: Date;
}

export type Saved = { readonly kind: 'saved'; readonly version: number } | { readonly kind: 'changed-elsewhere' };

export interface Drafts {
  /** A draft with what the account knows. One that the person began before with this agency and never touched is taken up again. */
  begin(citizen: Citizen, procedure: Procedure, agency: string): Promise<string>;
  /** The person's own draft; another's is null like one that never was. */
  find(tx: Tx, id: string, personId: string): Promise<Draft | null>;
  /** The same, held until the transaction ends. */
  hold(tx: Tx, id: string, personId: string): Promise<Draft | null>;
  /** Keeps everything that was typed, right or wrong; never overwrites what another device saved after `version`. */
  save(
    tx: Tx,
    draft: Draft,
    input: { procedure: Procedure; submitted: Readonly<Record<string, string>>; version: number },
  ): Promise<Saved & { readonly answers: FormValues }>;
  list(personId: string): Promise<readonly ListedDraft[]>;
  remove(tx: Tx, id: string, personId: string): Promise<boolean>;
  /** Forgets drafts that nobody has touched for a year, with their documents, a bounded batch at a time; says how many. */
  forgetIdle(signal?: AbortSignal): Promise<number>;
}

interface ListedDraft {
  readonly id: string;
  readonly code: string;
  readonly name: { readonly vi: string; readonly en: string };
  readonly updatedAt: Date;
  readonly keptUntil: Date;
}

/** Twelve months: long enough for any deadline of a procedure, and what nobody comes back for is not kept for ever. */
const DAY_MS = 86_400_000;
const KEPT_MS = 365 * DAY_MS;
const keptUntil = (updatedAt: Date): Date => new Date(updatedAt.getTime() + KEPT_MS);
/** Drafts per transaction: their documents go with them, piece by piece. */
const BATCH = 50;

const place = (row: string): Place => ({ table: 'dossier.draft', column: 'answers', row });

export function createDrafts({ db, clock, sealer }: { db: Db; clock: Clock; sealer: Sealer }): Drafts {
  const toDraft = (row: sql.DraftRow): Draft => ({
    id: row.id,
    personId: row.person_id,
    procedure: { code: row.procedure_code, version: row.procedure_version },
    agency: row.agency,
    answers: JSON.parse(sealer.open(row.answers, place(row.id))) as FormValues,
    prefilled: row.prefilled,
    version: row.version,
    dossierId: row.dossier_id,
    updatedAt: row.updated_at,
    keptUntil: keptUntil(row.updated_at),
  });
  const get = async (tx: Tx, of: typeof sql.findDraft, id: string, personId: string): Promise<Draft | null> => {
    const row = await maybe(tx, of, [id, personId]);
    return row === null ? null : toDraft(row);
  };
  return {
    async begin(citizen, procedure, agency) {
      const { form } = procedure;
      if (form === null) throw new Error(`procedure ${procedure.code} has no form`);
      const answers = prefillValues(form, citizen.person.claims);
      const fields = form.presentation.flatMap((section) => section.fields);
      const prefilled = Object.fromEntries(
        fields.flatMap((field) => (field.prefill !== undefined && answers[field.name] !== undefined ? [[field.name, field.prefill]] : [])),
      );
      const contents = (id: string) => [sealer.seal(JSON.stringify(answers), place(id)), JSON.stringify(prefilled), clock.now()];
      const about = [citizen.id, procedure.code, procedure.version, agency];
      return db.transaction(async (tx) => {
        await one(tx, sql.holdPerson, [citizen.id]);
        const untouched = await maybe(tx, sql.untouchedDraft, about);
        const id = untouched?.id ?? uuidv7(clock.now());
        await (untouched === null
          ? run(tx, sql.insertDraft, [id, ...about, ...contents(id)])
          : run(tx, sql.refreshDraft, [id, ...contents(id)]));
        return id;
      });
    },
    find: (tx, id, personId) => get(tx, sql.findDraft, id, personId),
    hold: (tx, id, personId) => get(tx, sql.lockDraft, id, personId),
    async save(tx, draft, { procedure, submitted, version }) {
      if (procedure.form === null) throw new Error(`procedure ${procedure.code} has no form`);
      const answers = formValues(procedure.form, submitted);
      // An answer that was changed no longer comes from the account.
      const prefilled = Object.fromEntries(Object.entries(draft.prefilled).filter(([field]) => answers[field] === draft.answers[field]));
      const saved = await maybe(tx, sql.saveDraft, [
        draft.id,
        draft.personId,
        version,
        sealer.seal(JSON.stringify(answers), place(draft.id)),
        JSON.stringify(prefilled),
        clock.now(),
      ]);
      return saved === null ? { kind: 'changed-elsewhere', answers } : { kind: 'saved', version: saved.version, answers };
    },
    async list(personId) {
      const rows = await many(db, sql.openDrafts, [personId]);
      return rows.map((row) => ({
        id: row.id,
        code: row.procedure_code,
        name: row.name,
        updatedAt: row.updated_at,
        keptUntil: keptUntil(row.updated_at),
      }));
    },
    async remove(tx, id, personId) {
      const held = await maybe(tx, sql.lockDraft, [id, personId]);
      if (held === null || held.dossier_id !== null) return false;
      await run(tx, removeFilesOfDraft, [id]);
      return (await run(tx, sql.deleteDraft, [id, personId])) === 1;
    },
    async forgetIdle(signal) {
      // A page says until the end of which day: a draft goes when that day is over everywhere.
      const before = new Date(clock.now().getTime() - KEPT_MS - DAY_MS);
      let forgotten = 0;
      for (let batch = BATCH; batch === BATCH && signal?.aborted !== true; forgotten += batch) {
        batch = await db.transaction(async (tx) => {
          const ids = (await many(tx, sql.holdIdleDrafts, [before, BATCH])).map(({ id }) => id);
          await run(tx, removeFilesOfDrafts, [ids]);
          return run(tx, sql.deleteDrafts, [ids]);
        });
      }
      return forgotten;
    },
  };
}

import { dossierProblem } from '#dossier/problems';
import { maybe, run, type Tx } from '#shared/db';
import { askCatalogue, type CatalogueAccess } from './catalogue.ts';
import * as sql from './procedure-sql.ts';
import { type Procedure, procedureSchema } from './procedure.ts';

/** A procedure as known now. `stale`: the catalogue could not be asked, this is what it said last. */
export interface CurrentProcedure {
  readonly procedure: Procedure;
  readonly stale: boolean;
}

export interface Procedures {
  /** Null when the catalogue has no such procedure; `dossier.catalogue-away` when it is down and was never asked. */
  current(code: string): Promise<CurrentProcedure | null>;
  /** The version a draft or dossier is pinned to; needs nobody but the database. */
  at(tx: Tx, code: string, version: number): Promise<Procedure>;
}

const FRESH_MS = 60_000;

/** The catalogue as this service sees it: asked over HTTP, remembered in the database, and not missed when it is away. */
export function createProcedures(options: CatalogueAccess): Procedures {
  const { db, clock, log } = options;
  const parsed = new Map<string, Procedure>();

  const read = (body: unknown): Procedure => {
    const procedure = procedureSchema.parse(body);
    const key = `${procedure.code}@${procedure.version}`;
    const known = parsed.get(key);
    if (known !== undefined) return known;
    if (parsed.size > 500) parsed.clear();
    parsed.set(key, procedure);
    return procedure;
  };

  return {
    async current(code) {
      if (!/^[\w.]{1,60}$/.test(code)) return null;
      const known = await maybe(db, sql.currentProcedure, [code]);
      const now = clock.now();
      if (known !== null && now.getTime() - known.checked_at.getTime() < FRESH_MS) return { procedure: read(known.body), stale: false };
      try {
        const answer = await askCatalogue(
          options,
          `/api/procedures/${encodeURIComponent(code)}`,
          known?.etag ? { 'if-none-match': known.etag } : {},
        );
        if (answer.status === 404) return null;
        if (answer.status === 304 && known !== null) {
          await run(db, sql.setCurrent, [code, known.version, known.etag, now]);
          return { procedure: read(known.body), stale: false };
        }
        if (!answer.ok) throw new Error(`the catalogue answered ${answer.status}`);
        const body: unknown = await answer.json();
        const procedure = procedureSchema.parse(body);
        if (procedure.code !== code) throw new Error(`asked for ${code}, was given ${procedure.code}`);
        await db.transaction(async (tx) => {
          await run(tx, sql.insertProcedure, [code, procedure.version, JSON.stringify(body), now]);
          await run(tx, sql.setCurrent, [code, procedure.version, answer.headers.get('etag'), now]);
        });
        return { procedure, stale: false };
      } catch (cause) {
        log.warn({ err: cause, code }, 'the catalogue could not be asked');
        if (known === null) throw dossierProblem('dossier.catalogue-away', { cause, retryAfter: 30 });
        return { procedure: read(known.body), stale: true };
      }
    },
    async at(tx, code, version) {
      const held = parsed.get(`${code}@${version}`);
      if (held !== undefined) return held;
      const row = await maybe(tx, sql.procedureAt, [code, version]);
      if (row === null) throw new Error(`procedure ${code} version ${version} is not pinned`);
      return read(row.body);
    },
  };
}

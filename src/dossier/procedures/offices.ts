import { z } from 'zod';
import { many, maybe, run, type Tx } from '#shared/db';
import type { Language } from '#shared/texts';
import { askCatalogue, type CatalogueAccess } from './catalogue.ts';
import * as sql from './offices-sql.ts';
import { type Procedure, textOf } from './procedure.ts';

/** A province's one-stop counter: whose code a dossier begins with, whose staff receives it. */
export interface Office {
  readonly code: string;
  readonly name: Text;
  /** What `{place}` stands for in the authority of a procedure. */
  readonly place: Text;
}
interface Text {
  readonly vi: string;
  readonly en: string;
}

export interface Offices {
  /** Those somebody may file with today, by name of the place; as the catalogue said last when it is away, empty when it never was there. */
  inForce(): Promise<readonly Office[]>;
  /** Who deals with a dossier of this procedure that was filed with this agency, as the catalogue names it; its code when nobody knows. */
  competent(tx: Tx, procedure: Procedure, agency: string, lang: Language): Promise<string>;
  /** An agency by its own name with its code behind it. */
  labelOf(tx: Tx, agency: string, lang: Language): Promise<string>;
}

const FRESH_MS = 600_000;
const PLACE = '{place}';
const text = z.object({ vi: z.string(), en: z.string() });
const agencies = z.object({
  items: z.array(z.object({ code: z.string(), kind: z.string(), name: text, unit: z.object({ code: z.string() }).nullish() })),
});
const units = z.object({ items: z.array(z.object({ code: z.string(), name: text })) });

/** A ministry's own procedure, or one of a named province: nobody has to choose who receives it. */
export const hasOneAgency = ({ level, agency }: Procedure): boolean => level === 'ministry' || agency.code.startsWith('H');

/** Who decides, as the catalogue says it, with the words for a place put in. */
export function authorityAt(procedure: Procedure, place: Text, lang: Language): string | null {
  return procedure.authority === undefined ? null : procedure.authority[lang].replaceAll(PLACE, place[lang]);
}

export function createOffices(options: CatalogueAccess): Offices {
  const { db, clock, log } = options;
  let asked = { at: 0, list: [] as readonly Office[] };

  const ask = async (path: string): Promise<unknown> => {
    const answer = await askCatalogue(options, path);
    if (!answer.ok) throw new Error(`the catalogue answered ${answer.status}`);
    return answer.json();
  };
  /** The catalogue's agencies of today that are provinces, each with the name of its unit. */
  const askAll = async (): Promise<Office[]> => {
    const [{ items }, places] = await Promise.all([
      ask('/api/agencies').then((body) => agencies.parse(body)),
      ask('/api/units').then((body) => units.parse(body)),
    ]);
    const placeOf = new Map(places.items.map(({ code, name }) => [code, name]));
    return items
      .filter(({ kind }) => kind === 'province')
      .map(({ code, name, unit }) => ({ code, name, place: placeOf.get(unit?.code ?? '') ?? name }));
  };
  const find = (tx: Tx, agency: string) => maybe(tx, sql.officeByCode, [agency.split('.')[0]]);

  return {
    async inForce() {
      const now = clock.now();
      if (now.getTime() - asked.at < FRESH_MS) return asked.list;
      try {
        const list = await askAll();
        await run(db, sql.keepOffices, [JSON.stringify(list), now]);
        asked = { at: now.getTime(), list: byPlace(list) };
        return asked.list;
      } catch (error) {
        log.warn({ err: error }, 'the catalogue could not be asked for agencies');
        return byPlace(await many(db, sql.officesInForce, []));
      }
    },
    async competent(tx, procedure, agency, lang) {
      const office = procedure.authority === undefined || procedure.authority.vi.includes(PLACE) ? await find(tx, agency) : null;
      if (procedure.authority !== undefined && !procedure.authority.vi.includes(PLACE)) return procedure.authority[lang];
      if (office !== null) return authorityAt(procedure, office.place, lang) ?? office.name[lang];
      return procedure.agency.code === agency ? textOf(procedure.agency.name, lang) : agency;
    },
    async labelOf(tx, agency, lang) {
      const office = await find(tx, agency);
      return office === null ? agency : `${office.name[lang]} (${agency})`;
    },
  };
}

const byPlace = (list: readonly Office[]): Office[] => [...list].sort((a, b) => a.place.vi.localeCompare(b.place.vi, 'vi'));

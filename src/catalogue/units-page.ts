import { z } from 'zod';
import { joinDate, isDate, type Localised } from '#forms';
import { route, show, type Route } from '#shared/http';
import { page, type FieldError } from '#shared/view';
import { messages } from './messages/index.ts';
import type { CatalogueOptions } from './options.ts';
import { keyText, listUnits, places, type Unit } from './registers.ts';
import { today } from './today.ts';

export interface UnitsModel {
  readonly on: string;
  /** The date as it was typed. */
  readonly typed: string;
  readonly errors: readonly FieldError[];
  readonly units: readonly (Unit & { readonly now: Localised | null })[];
}

const old: Unit & { readonly now: Localised | null } = {
  code: '74',
  validFrom: '2008-08-01',
  validTo: '2025-06-30',
  level: 'province',
  kind: 'province',
  name: { vi: 'Bình Dương', en: 'Binh Duong' },
  parent: null,
  unconfirmed: ['kind'],
  now: { vi: 'Thành phố Hồ Chí Minh', en: 'Ho Chi Minh City' },
};

export const unitsPage = page<UnitsModel>('catalogue/units', {
  old: {
    on: '2025-06-30',
    typed: '30/6/2025',
    errors: [],
    units: [old, { ...old, code: '01', kind: 'city', name: { vi: 'Hà Nội', en: 'Hanoi' }, now: null, unconfirmed: [] }],
  },
  'wrong date': {
    on: '2026-11-22',
    typed: '31/2/2025',
    errors: [{ field: 'on', message: messages.vi.catalogue.units.onWrong }],
    units: [{ ...old, now: null }],
  },
});

/** `/units?on=30/6/2025` — the provinces of a day, each with the one that stands there now. */
export function unitsRoute({ db, clock, rp }: CatalogueOptions): Route {
  return route({
    method: 'GET',
    path: '/units',
    who: rp.visitor,
    query: z.object({ on: z.string().max(40).optional() }),
    async handle({ query: { on: typed = '' }, lang }) {
      const now = today(clock);
      const asked = readDay(typed);
      const on = asked ?? now;
      const successors = new Map((await places(db, now)).map((place) => [keyText(place.unit), place.now]));
      const units = (await listUnits(db, null, on)).map((unit) => {
        const successor = successors.get(keyText(unit));
        return { ...unit, now: successor === undefined || successor.name.vi === unit.name.vi ? null : successor.name };
      });
      const errors = typed !== '' && asked === null ? [{ field: 'on', message: messages[lang].catalogue.units.onWrong }] : [];
      return show(unitsPage, { on, typed, errors, units });
    },
  });
}

/** `30/6/2025` or `2025-06-30`; null for anything else. */
function readDay(typed: string): string | null {
  if (isDate(typed)) return typed;
  const [day = '', month = '', year = ''] = typed.split(/[/.-]/);
  const joined = joinDate({ day, month, year });
  return isDate(joined) ? joined : null;
}

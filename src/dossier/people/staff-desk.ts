import type { z } from 'zod';
import type { Clock } from '#shared/clock';
import { type BlindIndex, type Place, type Sealer, uuidv7 } from '#shared/crypto';
import { type Db, many, maybe, one, run, type Tx } from '#shared/db';
import * as sql from './staff-sql.ts';

/** What somebody does for an agency: an officer decides, a head also approves what needs a second person. */
export const staffRoles = ['officer', 'head'] as const;
export type StaffRole = (typeof staffRoles)[number];

/** How agencies' codes are written; the table says the same. */
export const isAgencyCode = (text: string): boolean => text.length <= 35 && /^[A-Z0-9]{1,8}(?:\.[A-Z0-9]{1,8})*$/.test(text);

/** One person's place at one agency. `id` is what their decisions are recorded under, for good. */
export interface StaffMember {
  readonly id: string;
  readonly agency: string;
  readonly name: string;
  readonly role: StaffRole;
  /** False once removed: nothing is open to them, and what they did still names them. */
  readonly active: boolean;
  readonly addedAt: Date;
}

export interface NewStaff {
  readonly citizenNumber: string;
  readonly agency: string;
  readonly name: string;
  readonly role: StaffRole;
}

/** How a place stands after a step; `changed` is false when it stood so before. */
export interface StaffStep {
  readonly member: StaffMember;
  readonly changed: boolean;
}

/**
 * Who works for which agency. A person is known by citizen number before they ever sign in; the number itself is kept nowhere,
 * so nobody can read it here. What changes holds from the next request on.
 */
export interface StaffDesk {
  /** Makes somebody staff of an agency: anew, again, in another role or under another name. */
  add(input: NewStaff): Promise<StaffStep>;
  /** In the order of ids, after `after`; only those of an agency and of what is under it where one is named. */
  list(input: { agency: string | null; all: boolean; after: string | null; limit: number }): Promise<readonly StaffMember[]>;
  /** Every place of one person, also those they were removed from. */
  placesOf(citizenNumber: string): Promise<readonly StaffMember[]>;
  /** Takes a place away; null where there is none. Nothing is deleted: decisions name the place. */
  remove(place: { id: string } | { citizenNumber: string; agency: string }): Promise<StaffStep | null>;
}

/** Where the name of a member of staff is sealed. */
export const staffPlace = (row: string): Place => ({ table: 'dossier.staff', column: 'name', row });

/** Work with the table of staff, as the one role that may write it. */
export const atStaffOffice = <T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> =>
  db.transaction(async (tx) => {
    await one(tx, sql.actAsStaffOffice, []);
    return work(tx);
  });

const FIRST = '00000000-0000-0000-0000-000000000000';

export function createStaffDesk(deps: { db: Db; clock: Clock; sealer: Sealer; blindIndex: BlindIndex }): StaffDesk {
  const { db, clock, sealer } = deps;
  const indexOf = (citizenNumber: string): Buffer => deps.blindIndex('citizen-number', citizenNumber);
  const opened = ({ created_at: addedAt, ...row }: z.infer<typeof sql.lockStaff.row>): StaffMember => ({
    ...row,
    name: sealer.open(row.name, staffPlace(row.id)),
    addedAt,
  });
  const change = async (tx: Tx, before: StaffMember, to: Pick<StaffMember, 'name' | 'role' | 'active'>): Promise<StaffStep> => {
    const member = { ...before, ...to };
    if (before.name === to.name && before.role === to.role && before.active === to.active) return { member, changed: false };
    await run(tx, sql.updateStaff, [before.id, sealer.seal(to.name, staffPlace(before.id)), to.role, to.active]);
    return { member, changed: true };
  };
  return {
    add: ({ citizenNumber, agency, name, role }) =>
      atStaffOffice(db, async (tx) => {
        const id = uuidv7(clock.now());
        const index = indexOf(citizenNumber);
        const made = await run(tx, sql.insertStaff, [id, index, agency, sealer.seal(name, staffPlace(id)), role, clock.now()]);
        const row = await maybe(tx, sql.lockStaffAt, [index, agency]);
        if (row === null) throw new Error('a member of staff that was just added is not there');
        return made === 1 ? { member: opened(row), changed: true } : change(tx, opened(row), { name, role, active: true });
      }),
    async list({ agency, all, after, limit }) {
      return (await atStaffOffice(db, (tx) => many(tx, sql.listStaff, [after ?? FIRST, all, agency, limit]))).map(opened);
    },
    async placesOf(citizenNumber) {
      return (await atStaffOffice(db, (tx) => many(tx, sql.everywhereOf, [indexOf(citizenNumber)]))).map(opened);
    },
    remove: (place) =>
      atStaffOffice(db, async (tx) => {
        const row =
          'id' in place
            ? await maybe(tx, sql.lockStaff, [place.id])
            : await maybe(tx, sql.lockStaffAt, [indexOf(place.citizenNumber), place.agency]);
        if (row === null) return null;
        const member = opened(row);
        return change(tx, member, { ...member, active: false });
      }),
  };
}

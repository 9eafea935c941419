import type { Context } from 'koa';
import { type Level, type Person, type RelyingParty, satisfies } from '#relying-party';
import type { Clock } from '#shared/clock';
import { type BlindIndex, type Place, type Sealer, uuidv7 } from '#shared/crypto';
import { type Db, many, maybe, run, type Tx } from '#shared/db';
import { type Access, type Request, show } from '#shared/http';
import { problem } from '#shared/problem';
import type { Language } from '#shared/texts';
import { officerPasskeyPage } from './officer-passkey-page.ts';
import * as sql from './people-sql.ts';
import { staffPlace, type StaffRole } from './staff-desk.ts';

/** How somebody is reached. */
export interface Contact {
  readonly name: string;
  readonly phone: string | null;
  readonly email: string | null;
}

/** A signed-in person of this service. `id` is this service's own; it never leaves. */
export interface Citizen {
  readonly id: string;
  readonly person: Person;
  readonly contact: Contact;
}

/** A member of staff acting for one agency. */
export interface Officer {
  readonly id: string;
  readonly agency: string;
  readonly name: string;
  readonly role: StaffRole;
}

/** Everybody an officer may be at once: one row per agency, at least one. */
export interface Staff {
  readonly officers: readonly Officer[];
  /** The officer who may act on a dossier of this agency, or null. */
  actingFor(agency: string): Officer | null;
}

export interface People {
  /** Admits whoever is signed in, and keeps how to reach them. */
  readonly citizen: (options?: { level?: Level; formPage?: (request: Request) => string }) => Access<Citizen>;
  /** The signed-in person if there is one. */
  readonly visitor: Access<Citizen | null>;
  /**
   * Admits staff who signed in at LoA2 with a factor that cannot be phished, after stepping up; everybody else is refused, also somebody who was
   * staff until a minute ago. Staff who got in by codes are shown the way to a passkey.
   */
  readonly staff: (formPage?: (request: Request) => string) => Access<Staff>;
  /** Whether the person whom this request was admitted as is staff: for the navigation of every page. */
  isStaff(ctx: Context): Promise<boolean>;
  /** The staff a signed-in person is; null for everybody else, and for whoever did not sign in as `staff` demands. */
  staffOf(person: Person): Promise<Staff | null>;
  reach(tx: Tx, id: string): Promise<{ readonly contact: Contact; readonly language: Language } | null>;
}

/** Where a person's contact is sealed. */
export const contactPlace = (row: string): Place => ({ table: 'dossier.person', column: 'contact', row });

/**
 * Signed in at LoA2 with a key that no page of a stranger can make use of (`swk` and `hwk`, RFC 8176), or at LoA3, which nothing else reaches. A
 * key that was bound to the account with less than that is no LoA2.
 */
const unphished = ({ acr, amr }: Person): boolean =>
  satisfies(acr, 'LoA3') || (satisfies(acr, 'LoA2') && amr.some((method) => method === 'swk' || method === 'hwk'));

export function createPeople(options: { db: Db; clock: Clock; sealer: Sealer; blindIndex: BlindIndex; rp: RelyingParty }): People {
  const { db, clock, sealer, blindIndex, rp } = options;

  /** The person's row, made at the first visit and renewed when the claims or the language have changed. */
  async function remember({ koa, lang: language }: Request, person: Person): Promise<Citizen> {
    koa.state['dossierPerson'] = person;
    const contact = contactOf(person);
    const text = JSON.stringify(contact);
    const digest = blindIndex('contact', text);
    let row = await maybe(db, sql.findPerson, [person.iss, person.sub]);
    if (row === null) {
      const id = uuidv7(clock.now());
      await run(db, sql.insertPerson, [id, person.iss, person.sub, sealer.seal(text, contactPlace(id)), digest, language, clock.now()]);
      row = await maybe(db, sql.findPerson, [person.iss, person.sub]);
      if (row === null) throw new Error('a person that was just added is not there');
    }
    if (!row.contact_digest.equals(digest) || row.language !== language) {
      await run(db, sql.updatePerson, [row.id, sealer.seal(text, contactPlace(row.id)), digest, language]);
    }
    return { id: row.id, person, contact };
  }

  /** The staff whose citizen number a person says they have. */
  const claimed: People['staffOf'] = async ({ claims }) => {
    const number = claims['citizen_id'];
    const rows = typeof number === 'string' ? await many(db, sql.staffOf, [blindIndex('citizen-number', number)]) : [];
    if (rows.length === 0) return null;
    const officers = rows.map((row) => ({
      id: row.id,
      agency: row.agency,
      name: sealer.open(row.name, staffPlace(row.id)),
      role: row.role,
    }));
    return {
      officers,
      actingFor: (agency) => officers.find((each) => agency === each.agency || agency.startsWith(`${each.agency}.`)) ?? null,
    };
  };
  // Anybody can declare somebody else's number; only a verified identity (LoA2) has one for certain.
  const staffOf: People['staffOf'] = async (person) => (unphished(person) ? claimed(person) : null);

  const isStaff: People['isStaff'] = async ({ state }) => {
    const person = state['dossierPerson'] as Person | undefined;
    return person !== undefined && (await staffOf(person)) !== null;
  };

  const citizen: People['citizen'] = ({ level, formPage } = {}) => {
    const guard = formPage === undefined ? {} : { formPage };
    const inner = level === undefined ? rp.signedIn(guard) : rp.requireAssurance(level, guard);
    return {
      name: inner.name,
      async admit(request) {
        const admitted = await inner.admit(request);
        return 'instead' in admitted ? admitted : { principal: await remember(request, admitted.principal) };
      },
    };
  };

  return {
    citizen,
    staffOf,
    isStaff,
    visitor: {
      name: 'anyone, known if signed in',
      async admit(request) {
        const admitted = await rp.visitor.admit(request);
        if ('instead' in admitted) return admitted;
        return { principal: admitted.principal === null ? null : await remember(request, admitted.principal) };
      },
    },
    staff: (formPage) => {
      const guard = formPage === undefined ? {} : { formPage };
      const [inner, strong] = [rp.signedIn(guard), rp.requireAssurance('LoA2', guard)];
      return {
        name: 'staff',
        async admit(request) {
          const admitted = await inner.admit(request);
          if ('instead' in admitted) return admitted;
          request.koa.state['dossierPerson'] = admitted.principal;
          const staff = await claimed(admitted.principal);
          if (staff === null) throw problem('access.denied', { detail: 'not staff' });
          const enough = await strong.admit(request);
          if ('instead' in enough || unphished(enough.principal)) return 'instead' in enough ? enough : { principal: staff };
          const back = formPage?.(request) ?? request.here;
          const again = `/sign-in/start?${new URLSearchParams({ return: back, acr: 'LoA2', max_age: '0' }).toString()}`;
          return { instead: show(officerPasskeyPage, { again }, 403) };
        },
      };
    },
    async reach(tx, id) {
      const row = await maybe(tx, sql.personById, [id]);
      return row === null
        ? null
        : { contact: JSON.parse(sealer.open(row.contact, contactPlace(row.id))) as Contact, language: row.language };
    },
  };
}

function contactOf({ claims, name }: Person): Contact {
  const phone = claims['phone_number'];
  const email = claims['email'];
  return {
    name: name ?? '',
    phone: typeof phone === 'string' && /^\+[1-9]\d{7,14}$/.test(phone) ? phone : null,
    email: typeof email === 'string' && email.includes('@') ? email : null,
  };
}

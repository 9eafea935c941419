import { loadCalendar } from '#dossier/calendar';
import { atStaffOffice, contactPlace, staffPlace } from '#dossier/people';
import { insertProcedure } from '#dossier/procedures';
import { detailPlace, dossierPlace } from '#dossier/record';
import type { Clock } from '#shared/clock';
import { type BlindIndex, type Sealer, sha256 } from '#shared/crypto';
import { dayOf } from '#shared/day';
import { type Db, many, one, run, type Tx } from '#shared/db';
import { scaleProcedures } from './scale-procedures.ts';
import * as sql from './scale-sql.ts';
import { type Story, storyOf } from './stories.ts';

/** Names no provider: nobody signs in as one of these people. */
const ISSUER = 'urn:mot-cua:scale';
const AGENCIES = ['H26', 'H26.1', 'H26.2', 'H29', 'H29.3', 'H17', 'H24'] as const;
const BATCH = 250;
/** A person has so many dossiers. */
const EACH = 4;

export interface ScaleInput {
  /** Dossiers `from` to `from + dossiers`; the same number always is the same dossier. */
  readonly from: number;
  readonly dossiers: number;
  /** Only filed, all with this agency; otherwise in many statuses, with several agencies. */
  readonly untouchedAt?: string;
  readonly progress?: (done: number) => void;
  /** Given each batch of dossiers that were made. */
  readonly made?: (dossiers: readonly ScaleDossier[]) => void;
}

/** A dossier that was made, with what its receipt says. */
export interface ScaleDossier {
  readonly code: string;
  readonly secret: string;
}

interface Deps {
  readonly db: Db;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly blindIndex: BlindIndex;
}

/**
 * Makes the fictitious dossiers that are not there yet, each with its code, its sealed answers, its history and its inbox
 * messages, and returns how many it made. Nothing is written past the database's rules: codes come from `issue_code`,
 * statuses from appended events. Nobody is notified. A batch is whole or not at all; safe to break off and repeat.
 */
export async function seedScaleDossiers(deps: Deps, input: ScaleInput): Promise<number> {
  const { db, clock } = deps;
  const now = clock.now();
  const calendar = loadCalendar();
  const agencies: readonly string[] = input.untouchedAt === undefined ? AGENCIES : [input.untouchedAt];
  await db.transaction(async (tx) => {
    for (const procedure of scaleProcedures)
      await run(tx, insertProcedure, [procedure.code, procedure.version, JSON.stringify(procedure), now]);
  });
  await atStaffOffice(db, async (tx) => {
    for (const agency of agencies) {
      const id = officerOf(agency);
      await run(tx, sql.insertStaff, [
        id,
        deps.blindIndex('citizen-number', `scale officer ${agency}`),
        agency,
        deps.sealer.seal('Cán bộ mẫu', staffPlace(id)),
        now,
      ]);
    }
  });
  let made = 0;
  const end = input.from + input.dossiers;
  for (let first = input.from; first < end; first += BATCH) {
    const all = Array.from({ length: Math.min(BATCH, end - first) }, (_, place) => {
      const index = first + place;
      const agency = at(agencies, index);
      const procedure = at(scaleProcedures, index);
      const person = Math.floor(index / EACH);
      const days = procedure.channels[0]?.processingTime?.amount ?? 5;
      const story = storyOf({
        index,
        now,
        calendar,
        days,
        person: idOf(`person ${person}`),
        officer: officerOf(agency),
        untouched: input.untouchedAt !== undefined,
      });
      return { id: idOf(`dossier ${index}`), index, agency, procedure: procedure.code, person, story, secret: secretOf(deps, index) };
    });
    const inserted = await db.transaction((tx) => insert(deps, tx, { all, now }));
    made += inserted.length;
    input.made?.(inserted);
    input.progress?.(Math.min(first + BATCH, end) - input.from);
  }
  return made;
}

interface Made {
  readonly id: string;
  readonly index: number;
  readonly agency: string;
  readonly procedure: string;
  readonly person: number;
  readonly story: Story;
  readonly secret: string;
}

async function insert(deps: Deps, tx: Tx, { all, now }: { all: readonly Made[]; now: Date }): Promise<ScaleDossier[]> {
  const { sealer } = deps;
  await one(tx, sql.takeTurn, []);
  const known = new Set((await many(tx, sql.knownDossiers, [all.map(({ id }) => id)])).map(({ id }) => id));
  const missing = all.filter(({ id }) => !known.has(id));
  if (missing.length === 0) return [];
  await run(tx, sql.insertPeople, peopleOf(deps, [...new Set(missing.map(({ person }) => person))], now));
  const codes = await many(tx, sql.insertDossiers, [
    missing.map(({ id }) => id),
    missing.map(({ agency }) => agency),
    missing.map(({ story }) => dayOf(story.filedAt)),
    missing.map(({ person }) => idOf(`person ${person}`)),
    missing.map(({ procedure }) => procedure),
    missing.map(({ index }) => idOf(`draft ${index}`)),
    missing.map(({ id, person }) =>
      sealer.seal(
        JSON.stringify({ fullName: nameOf(person), citizenNumber: numberOf(person), purpose: 'Hồ sơ mẫu' }),
        dossierPlace('answers', id),
      ),
    ),
    missing.map(({ id, person }) => sealer.seal(nameOf(person), dossierPlace('applicant', id))),
    missing.map(({ id, secret }) => sealer.seal(secret, dossierPlace('lookup_secret', id))),
    missing.map(({ story }) => story.filedAt),
  ]);
  await run(tx, sql.appendEvents, eventsOf(deps, missing));
  await run(tx, sql.insertMessages, [missing.map(({ id }) => id)]);
  const secrets = new Map(missing.map(({ id, secret }) => [id, secret]));
  return codes.map(({ id, code }) => ({ code, secret: secrets.get(id) ?? '' }));
}

function peopleOf({ sealer, blindIndex }: Deps, people: readonly number[], now: Date): unknown[] {
  const contacts = people.map((person) =>
    JSON.stringify({
      name: nameOf(person),
      phone: `+8490${String(person % 10_000_000).padStart(7, '0')}`,
      email: `scale-${person}@example.invalid`,
    }),
  );
  return [
    people.map((person) => idOf(`person ${person}`)),
    people.map((person) => `scale-${person}`),
    people.map((person, place) => sealer.seal(contacts[place] ?? '', contactPlace(idOf(`person ${person}`)))),
    ISSUER,
    contacts.map((contact) => blindIndex('contact', contact)),
    now,
  ];
}

/** What the statement takes: one list for each column, every dossier's events in their order. */
function eventsOf({ sealer }: Deps, dossiers: readonly Made[]): unknown[] {
  const events = dossiers.flatMap(({ id: dossier, story }) =>
    story.events.map(({ seen, event }, place) => ({ dossier, seen, event, id: idOf(`event ${dossier} ${place}`) })),
  );
  return [
    events.map(({ dossier }) => dossier),
    events.map(({ id }) => id),
    events.map(({ event }) => event.kind),
    events.map(({ seen }) => seen),
    events.map(({ event }) => event.to ?? null),
    events.map(({ event }) => event.at),
    events.map(({ event }) => event.actor),
    events.map(({ event }) => event.actorId ?? null),
    events.map(({ event }) => event.reason?.code ?? null),
    events.map(({ event }) => event.reason?.ground ?? null),
    events.map(({ event }) => event.reason?.remedy ?? null),
    events.map(({ event }) => (event.due === undefined ? null : new Date(event.due.dueAt))),
    events.map(({ event }) => (event.due === undefined ? null : JSON.stringify(event.due))),
    events.map(({ event }) => event.rating ?? null),
    events.map(({ id, event }) => (event.detail === undefined ? null : sealer.seal(JSON.stringify(event.detail), detailPlace(id)))),
  ];
}

const families = ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Hoàng', 'Vũ', 'Đặng'] as const;
const givens = ['Văn Thử', 'Thị Mẫu', 'Văn Ví Dụ', 'Thị Minh Họa', 'Văn Tập', 'Thị Đo'] as const;
const nameOf = (person: number): string => `${at(families, person)} ${at(givens, person * 5 + Math.floor(person / families.length))}`;
const numberOf = (person: number): string => `001085${String(person % 1_000_000).padStart(6, '0')}`;
const officerOf = (agency: string): string => idOf(`officer ${agency}`);

const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
/** As hard to guess as any other: it hangs on the key of the blind index. */
const secretOf = ({ blindIndex }: Deps, index: number): string =>
  [...blindIndex('scale', String(index)).subarray(0, 10)].map((byte) => ALPHABET[byte % 32]).join('');

/** The same id for the same thing, in the form of a UUID of version 8 (RFC 9562 section 5.8). */
function idOf(thing: string): string {
  const bytes = Buffer.from(sha256(`mot-cua scale ${thing}`).subarray(0, 16));
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function at<T>(list: readonly T[], index: number): T {
  const found = list[index % list.length];
  if (found === undefined) throw new Error('an empty list');
  return found;
}

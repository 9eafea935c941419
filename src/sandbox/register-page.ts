import { z } from 'zod';
import type { Db } from '#shared/db';
import { anyone, json, redirect, route, show, type Route } from '#shared/http';
import { page, type FieldError } from '#shared/view';
import { citizenSchema, listPeople, putPeople, type Citizen } from './citizens.ts';
import { messages } from './messages/index.ts';

export interface RegisterModel {
  readonly people: readonly Citizen[];
  readonly prefix: string;
  /** Something was just added. */
  readonly added: boolean;
  /** What was typed into the form, given back when it was not accepted. */
  readonly typed: Readonly<Record<string, string>>;
  readonly errors: readonly FieldError[];
}

const sample: Citizen = {
  citizenNumber: '001085000011',
  name: 'Nguyễn Văn Thử',
  birthDate: '1985-02-17',
  gender: 'male',
  address: 'Số 11 phố Thử Nghiệm, phường Mẫu, thành phố Hà Nội',
  status: 'living',
};

export const registerPage = page<RegisterModel>('sandbox/population-register', {
  people: {
    people: [sample, { ...sample, citizenNumber: '001040000301', status: 'deceased' }],
    prefix: '',
    added: true,
    typed: {},
    errors: [],
  },
  'nobody found': { people: [], prefix: '999', added: false, typed: {}, errors: [] },
  'refused form': {
    people: [sample],
    prefix: '',
    added: false,
    typed: { citizenNumber: '12', name: '' },
    errors: [{ field: 'citizenNumber', message: 'Nhập số định danh gồm 12 chữ số' }],
  },
});

const LISTED = 200;

/** The page of the register, its form to add a person, and the JSON import of many. */
export function registerRoutes(db: Db): Route[] {
  return [
    route({
      method: 'GET',
      path: '/population-register',
      who: anyone,
      query: z.object({
        number: z
          .string()
          .regex(/^\d{0,12}$/)
          .catch(''),
        added: z.string().optional(),
      }),
      async handle({ query }) {
        const people = await listPeople(db, { prefix: query.number, limit: LISTED });
        return show(registerPage, { people, prefix: query.number, added: query.added === 'yes', typed: {}, errors: [] });
      },
    }),
    route({
      method: 'POST',
      path: '/population-register',
      who: anyone,
      body: z.record(z.string(), z.string()),
      async handle({ body, lang }) {
        const { _csrf: _, ...typed } = body;
        const parsed = citizenSchema.safeParse(typed);
        if (parsed.success) {
          await putPeople(db, [parsed.data]);
          return redirect('/population-register?added=yes');
        }
        const texts: Readonly<Record<string, string>> = messages[lang].sandbox.register.faults;
        const faulty = [...new Set(parsed.error.issues.map((issue) => String(issue.path[0] ?? '')))];
        const errors = faulty.map((field) => ({ field, message: texts[field] ?? messages[lang].sandbox.register.faults.other }));
        const people = await listPeople(db, { prefix: '', limit: LISTED });
        return show(registerPage, { people, prefix: '', added: false, typed, errors }, 400);
      },
    }),
    route({
      method: 'POST',
      path: '/population-register/people',
      who: anyone,
      surface: 'api',
      limit: 1_048_576,
      body: z.array(citizenSchema).min(1).max(5000),
      async handle({ body }) {
        await db.transaction((tx) => putPeople(tx, body));
        return json({ imported: body.length }, 201);
      },
    }),
  ];
}

import type { Body } from './caller.ts';
import type { Things } from './things.ts';

/** One call of a route, and what everybody is answered. */
export interface Row {
  /** Path and query, made from what the owner has. */
  readonly at: (own: Things) => string;
  /** Statuses for nobody, another citizen, an officer of another agency, the agency's officer, the owner; `-`: not called here. */
  readonly answers: readonly string[];
  readonly body?: (own: Things) => Body;
  /** Whoever has this address, or knows what the body says, may see and do this: the link is the key. */
  readonly key?: true;
}

export type Rows = Readonly<Record<string, readonly Row[]>>;

type Path = string | ((own: Things) => string);
const asPath = (path: Path): Row['at'] => (typeof path === 'string' ? () => path : path);

export const read = (answers: string, path: Path): Row => ({ at: asPath(path), answers: answers.split(' ') });
export const send = (answers: string, path: Path, body: (own: Things) => Body): Row => ({ ...read(answers, path), body });
export const form = (answers: string, path: Path, fields: (own: Things) => Readonly<Record<string, string>> = () => ({})): Row =>
  send(answers, path, (own) => ({ form: fields(own) }));
export const withKey = (row: Row): Row => ({ ...row, key: true });

/** What every relying party has. Signing out is a test of its own, since nobody would be left for the other rows. */
export const signInRows: Rows = {
  'GET /sign-in/start': [read('303 303 303 303 303', '/sign-in/start?return=/')],
  'GET /callback': [read('400 400 400 400 400', '/callback?code=guessed&state=guessed')],
  'GET /sign-out': [read('200 200 200 200 200', '/sign-out')],
  'POST /sign-out': [form('303 - - - -', '/sign-out')],
  'POST /session/extend': [form('303 303 303 303 303', '/session/extend')],
  'GET /signed-out': [read('200 303 303 303 303', '/signed-out')],
  'POST /backchannel-logout': [form('400 400 400 400 400', '/backchannel-logout', () => ({ logout_token: 'e30.e30.e30' }))],
};

import { createHash } from 'node:crypto';
import { randomToken } from '#shared/crypto';
import type { Answer, Http } from './http.ts';
import { scope, type Person, type Portal } from './portal.ts';
import type { Process } from './process.ts';
import { prove, type Proofs } from './proofs.ts';

/** One server process with everything that is needed to ask it something. */
export interface World {
  readonly issuer: string;
  readonly http: Http;
  readonly people: readonly Person[];
  /** Cookie headers of fresh sessions. */
  sessions(count: number): Promise<readonly string[]>;
}

/** One side under load: its processes and a way to each. */
export interface Side {
  readonly processes: readonly Process[];
  readonly worlds: readonly World[];
}

/** An authorization request that has been thought up but not sent. */
export interface Opening {
  readonly portal: Portal;
  readonly verifier: string;
  readonly query: URLSearchParams;
  /** What the client proves when it pushes the request; null when it goes through the browser. */
  readonly push: Proofs | null;
}

export interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

export async function opening(world: World, portal: Portal): Promise<Opening> {
  const verifier = randomToken(32);
  const query = new URLSearchParams({
    client_id: portal.clientId,
    response_type: 'code',
    redirect_uri: portal.redirectUri,
    scope,
    state: randomToken(16),
    nonce: randomToken(16),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  return { portal, verifier, query, push: portal.profile === 'fapi2' ? await prove(portal, world.issuer, '/par') : null };
}

/** RFC 9126: answers the `request_uri`. */
export async function push(world: World, begun: Opening): Promise<string> {
  const form = new URLSearchParams([...begun.query, ...Object.entries(begun.push?.fields ?? {})]);
  const answer = await world.http.send({
    step: 'pushed request',
    method: 'POST',
    path: '/par',
    form,
    headers: begun.push?.headers ?? {},
    expect: 201,
  });
  return (JSON.parse(answer.text) as { request_uri: string }).request_uri;
}

/** The authorization request, pushed first where the profile says so; answers what the browser gets. */
export async function authorize(world: World, begun: Opening, cookie = ''): Promise<Answer> {
  const query =
    begun.push === null ? begun.query : new URLSearchParams({ client_id: begun.portal.clientId, request_uri: await push(world, begun) });
  return world.http.send({
    step: 'authorization request',
    method: 'GET',
    path: `/authorize?${query.toString()}`,
    headers: cookie === '' ? {} : { cookie },
    expect: 303,
  });
}

/** The code in the redirect to the portal; an error answer is an error. */
export function codeOf(answer: Answer, portal: Portal): string {
  const code = answer.location.startsWith(portal.redirectUri) ? new URL(answer.location).searchParams.get('code') : null;
  if (code === null) throw new Error(`no code but ${answer.status} ${answer.location}`);
  return code;
}

export async function exchange(world: World, begun: Opening, code: string, proofs: Proofs): Promise<Tokens> {
  const form = new URLSearchParams({
    grant_type: 'authorization_code',
    code,
    redirect_uri: begun.portal.redirectUri,
    code_verifier: begun.verifier,
    ...proofs.fields,
  });
  const answer = await world.http.send({
    step: 'code exchange',
    method: 'POST',
    path: '/token',
    form,
    headers: proofs.headers,
    expect: 200,
  });
  const tokens = JSON.parse(answer.text) as Tokens & { id_token?: string };
  if (tokens.id_token === undefined || tokens.refresh_token === undefined)
    throw new Error('the code exchange gave no ID token or no refresh token');
  return tokens;
}

/** A browser at the sign-in page. */
export interface AtSignIn {
  readonly begun: Opening;
  readonly person: Person;
  readonly path: string;
  readonly jar: Map<string, string>;
  readonly csrf: string;
}

const cookieOf = (jar: ReadonlyMap<string, string>): string => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');

function keep(jar: Map<string, string>, answer: Answer): void {
  for (const line of answer.cookies) {
    const pair = line.slice(0, line.indexOf(';') === -1 ? undefined : line.indexOf(';'));
    const at = pair.indexOf('=');
    if (at === pair.length - 1) jar.delete(pair.slice(0, at));
    else jar.set(pair.slice(0, at), pair.slice(at + 1));
  }
}

/** Authorization request without a session, then the sign-in page. */
export async function reachSignIn(world: World, begun: Opening, person: Person): Promise<AtSignIn> {
  const jar = new Map<string, string>();
  const redirected = await authorize(world, begun);
  keep(jar, redirected);
  const path = redirected.location;
  const page = await world.http.send({
    step: 'sign-in page',
    method: 'GET',
    path,
    headers: { cookie: cookieOf(jar), 'x-forwarded-for': person.ip },
    expect: 200,
  });
  keep(jar, page);
  return { begun, person, path, jar, csrf: /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '' };
}

/** The password is posted; answers where the browser resumes the authorization. */
export async function postPassword(world: World, at: AtSignIn): Promise<string> {
  const { jar, person, csrf } = at;
  const form = new URLSearchParams({ identifier: person.citizenNumber, password: person.password, _csrf: csrf });
  const headers = { cookie: cookieOf(jar), 'x-forwarded-for': person.ip, origin: world.issuer };
  const answer = await world.http.send({ step: 'password', method: 'POST', path: at.path, form, headers, expect: 303 });
  keep(jar, answer);
  if (!answer.location.startsWith('/authorize/')) throw new Error(`the password led to ${answer.location}`);
  return answer.location;
}

export async function resume(world: World, at: AtSignIn, path: string): Promise<string> {
  const answer = await world.http.send({
    step: 'resumed authorization',
    method: 'GET',
    path,
    headers: { cookie: cookieOf(at.jar) },
    expect: 303,
  });
  return codeOf(answer, at.begun.portal);
}

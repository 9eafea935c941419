import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { SignJWT, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { importAccount } from '#identity';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { startIdentity, type TestIdentity } from '../../support/identity.ts';
import { createVisitor, type Page, type Visitor } from '../../support/visitor.ts';

/** The provider as a conformance suite sees it: addresses, registrations and bytes on the wire; no client library in between. */
export interface World {
  readonly database: TestDatabase;
  readonly identity: TestIdentity;
  readonly issuer: string;
  /** Registers a client from metadata; `basic` by default. */
  client(more?: Readonly<Record<string, unknown>>): Promise<TestClient>;
  person(more?: Readonly<Record<string, unknown>>): Promise<Person>;
  /** The person every test may use for signing in; nothing about them is changed. */
  readonly citizen: Person;
  post(path: string, form: Form, headers?: Headers): Promise<Answer>;
  get(path: string, headers?: Headers): Promise<Answer>;
  visitor(): Visitor;
  /** Goes to an authorization request and signs in where a page asks; answers the parameters at the redirect URI. */
  walk(visitor: Visitor, url: string, person?: Person): Promise<URLSearchParams>;
  close(): Promise<void>;
}

export interface Person {
  readonly id: string;
  readonly citizenNumber: string;
  readonly password: string;
  readonly phone: string;
}

export type Form = Readonly<Record<string, string>> | readonly (readonly [string, string])[];
export type Headers = Readonly<Record<string, string>>;

export interface Answer {
  readonly status: number;
  readonly headers: globalThis.Headers;
  readonly text: string;
  /** The JSON body; empty when there is none. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface TestClient {
  readonly id: string;
  readonly redirectUri: string;
  readonly secret: string;
  /** `Authorization: Basic …`. */
  readonly basic: Headers;
  /** An authorization request by address. */
  url(more?: Readonly<Record<string, string | undefined>>): string;
  /** Signs a client assertion; members set to undefined are left out. */
  assertion(claims?: Readonly<Record<string, unknown>>, header?: Readonly<Record<string, unknown>>): Promise<string>;
  /** The two parameters of private_key_jwt. */
  authentication(claims?: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, string>>>;
  /** Redeems a code with the usual verifier. */
  redeem(code: string | null, more?: Readonly<Record<string, string>>, headers?: Headers): Promise<Answer>;
}

export const verifier = 'a-code-verifier-of-at-least-43-characters-0123456789';
export const challenge = createHash('sha256').update(verifier).digest('base64url');

let serial = 0;

export async function createWorld(settings: Parameters<typeof startIdentity>[1] = {}): Promise<World> {
  const database = await useDatabase();
  const identity = await startIdentity(database, settings);
  const { issuer, runtime } = identity;

  const send = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(new URL(path, issuer), { redirect: 'manual', ...init });
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json') === true;
    return { status: response.status, headers: response.headers, text, body: json ? (JSON.parse(text) as Record<string, unknown>) : {} };
  };

  const person: World['person'] = async (more = {}) => {
    serial += 1;
    const password = 'Con-Trau-Xanh-2026';
    const citizenNumber = `001085${String(500_000 + serial)}`;
    const phone = `09123${String(40_000 + serial)}`;
    const made = await importAccount(
      runtime,
      { citizen_number: citizenNumber, name: 'Người Thử', birth_date: '1985-01-02', phone, password, ...more },
      'test',
    );
    return { id: made.id, citizenNumber, password, phone };
  };

  const world: World = {
    database,
    identity,
    issuer,
    person,
    citizen: await person({ email: 'thu@example.com' }),
    post: (path, form, headers = {}) => send(path, { method: 'POST', body: new URLSearchParams(form as Record<string, string>), headers }),
    get: (path, headers = {}) => send(path, { headers }),
    visitor: () => createVisitor([issuer]),
    async walk(visitor, url, who = world.citizen) {
      let page = await visitor.get(url);
      if (page.elsewhere === null) page = await answerPage(visitor, page, who);
      if (page.elsewhere === null) throw new Error(`still at ${page.url} (${String(page.status)})\n${page.text.slice(0, 3000)}`);
      return new URL(page.elsewhere).searchParams;
    },
    async client(more = {}) {
      serial += 1;
      const redirectUri = `https://portal-${String(serial)}.example.gov.vn/callback`;
      const created = await database.db.transaction((tx) =>
        runtime.clients.create(
          tx,
          {
            client_name: `Cổng ${String(serial)}`,
            agency: 'G18',
            profile: 'basic',
            redirect_uris: [redirectUri],
            scope: 'openid profile phone email offline_access',
            ...more,
          },
          'test',
        ),
      );
      const id = created.registration.client_id;
      const redirect = (created.registration['redirect_uris'] as string[])[0] ?? redirectUri;
      const secret = created.clientSecret ?? '';
      const jwk = created.privateJwk as JWK | null;
      const basic = created.clientSecret === null ? {} : { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` };
      const client: TestClient = {
        id,
        redirectUri: redirect,
        secret,
        basic,
        url(parameters = {}) {
          const all = {
            client_id: id,
            response_type: 'code',
            redirect_uri: redirect,
            scope: 'openid profile',
            state: 'the state',
            nonce: 'the nonce',
            code_challenge: challenge,
            code_challenge_method: 'S256',
            ...parameters,
          };
          const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
          return `${issuer}/authorize?${new URLSearchParams(given).toString()}`;
        },
        async assertion(claims = {}, header = {}) {
          if (jwk === null) throw new Error('this client has a secret');
          const now = Math.floor(Date.now() / 1000);
          const payload = { iss: id, sub: id, aud: issuer, jti: randomUUID(), iat: now, exp: now + 60, ...claims };
          const kept = Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== undefined));
          return new SignJWT(kept)
            .setProtectedHeader({ alg: 'ES256', kid: String(jwk.kid), ...header })
            .sign(await importJWK(jwk, 'ES256'));
        },
        authentication: async (claims) => ({
          client_id: id,
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: await client.assertion(claims),
        }),
        async redeem(code, parameters = {}, headers = {}) {
          const authentication = jwk === null ? {} : await client.authentication();
          return world.post(
            '/token',
            {
              grant_type: 'authorization_code',
              code: code ?? '',
              redirect_uri: redirect,
              code_verifier: verifier,
              ...authentication,
              ...parameters,
            },
            { ...basic, ...headers },
          );
        },
      };
      return client;
    },
    async close() {
      await identity.close();
      await database.close();
    },
  };
  return world;
}

/** Fills in whichever page of the sign-in is shown: number and password, the password alone, or consent. */
export async function answerPage(visitor: Visitor, page: Page, who: Person): Promise<Page> {
  let at = page;
  for (let steps = 0; steps < 4 && at.elsewhere === null; steps += 1) {
    if (at.text.includes('name="identifier"')) at = await visitor.submit(at, { identifier: who.citizenNumber, password: who.password });
    else if (at.text.includes('name="password"')) at = await visitor.submit(at, { password: who.password });
    else if (at.text.includes('name="decision"')) at = await visitor.submit(at, { decision: 'continue' });
    else return at;
  }
  return at;
}

/** A DPoP key with its proofs (RFC 9449); members set to undefined are left out. */
export async function createProver() {
  const pair = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(pair.publicKey);
  return {
    jwk,
    privateJwk: await exportJWK(pair.privateKey),
    thumbprint: await calculateJwkThumbprint(jwk),
    async proof(
      about: { htm: string; htu: string; accessToken?: string },
      claims: Readonly<Record<string, unknown>> = {},
      header: Readonly<Record<string, unknown>> = {},
    ): Promise<string> {
      const ath = about.accessToken === undefined ? {} : { ath: createHash('sha256').update(about.accessToken).digest('base64url') };
      const payload = { jti: randomUUID(), iat: Math.floor(Date.now() / 1000), htm: about.htm, htu: about.htu, ...ath, ...claims };
      const kept = Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== undefined));
      return new SignJWT(kept).setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk, ...header } as never).sign(pair.privateKey);
    },
  };
}

/** Anything that is not one of our tokens but as long as one. */
export const nonsense = (): string => randomBytes(32).toString('base64url');

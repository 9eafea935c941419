import { createHashingProcess, createIdentityOrigin, createRuntime, createServices, type IdentityOptions } from '#identity';
import { systemClock } from '#shared/clock';
import { createDb, createListener } from '#shared/db';
import { createCookieKeys } from '#shared/http';
import { listen } from '#shared/listen';
import { createLog } from '#shared/log';
import { createMetrics } from '#shared/metrics';
import type { Calls, OursInput, Served } from './calls.ts';
import { api, grantTypes, publicHalf, scope, type Person, type Portal } from './portal.ts';
import { makeSessions } from './sessions.ts';
import { countStatements } from './statements.ts';

async function open(input: Pick<OursInput, 'databaseUrl' | 'poolSize' | 'issuer' | 'options'>) {
  const log = createLog({ level: 'info' });
  const metrics = createMetrics();
  const db = createDb({
    connectionString: input.databaseUrl,
    role: 'mocua_identity',
    plansOnce: true,
    max: input.poolSize,
    applicationName: 'bench',
    onStatement: metrics.statement,
    onIdleError: (error) => log.error({ err: error }, 'a database connection broke'),
  });
  const statements = countStatements(db);
  const listener = createListener({ db, log, signal: new AbortController().signal });
  const options: IdentityOptions = { ...input.options, issuer: new URL(input.issuer) };
  const hashes = createHashingProcess({ size: options.passwordPool.size, log });
  return { db, statements, listener, services: createServices({ db, clock: systemClock, log, metrics, options, listener, hashes }) };
}

/** The identity origin exactly as the program runs it, in this process. */
export async function serveOurs(input: OursInput): Promise<Served> {
  const { statements, listener, services } = await open(input);
  const runtime = await createRuntime(services, listener);
  await listener.start();
  await listen(createIdentityOrigin(runtime).callback(), { port: input.port, host: '127.0.0.1' });
  const { sign } = createCookieKeys(input.options.cookieKeys);
  return {
    sessions: (count, offset) => makeSessions(runtime.live.current().provider, sign, input.people, { count, offset }),
    statements: () => statements,
  };
}

/** The portals, the API and the people of a run, made by the modules that make them in production. */
export async function seedOurs(input: Calls['seed']['input']): Promise<Calls['seed']['output']> {
  const { db, services } = await open(input);
  const { accounts, clients } = services;
  await db.transaction((tx) =>
    clients.saveResource(tx, {
      identifier: api.identifier,
      agency_code: 'MC',
      name: 'Bench',
      scopes: [api.scope],
      signing_alg: 'ES256',
      token_seconds: 300,
    }),
  );
  const portals: Portal[] = [];
  for (const portal of input.portals) {
    const created = await db.transaction((tx) =>
      clients.create(
        tx,
        {
          client_id: portal.clientId,
          client_name: portal.clientId,
          agency: 'MC',
          profile: portal.profile,
          redirect_uris: [portal.redirectUri],
          grant_types: [...grantTypes],
          scope: `${scope} ${api.scope}`,
          // As the bare provider signs: what is measured is the way, not the algorithm.
          id_token_signed_response_alg: 'ES256',
          ...(portal.key === null ? {} : { jwks: { keys: [publicHalf(portal.key)] } }),
        },
        'bench',
      ),
    );
    portals.push({ ...portal, secret: created.clientSecret });
  }
  const people: Person[] = [];
  const digits = (length: number): string => String(Math.floor(Math.random() * 10 ** length)).padStart(length, '0');
  while (people.length < input.accounts) {
    const citizenNumber = `001085${digits(6)}`;
    const outcome = await db.transaction((tx) =>
      accounts.create(tx, {
        citizenNumber,
        name: 'Nguyễn Văn Đo',
        birthDate: '1985-01-01',
        phone: `+8491${digits(7)}`,
        language: 'vi',
        gender: 'male',
      }),
    );
    if (!('created' in outcome)) continue;
    const number = people.length;
    people.push({
      accountId: outcome.created.id,
      citizenNumber,
      password: input.password,
      ip: `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`,
    });
  }
  const [first, ...others] = people;
  if (first === undefined) throw new Error('the bench needs at least one account');
  // One hash for everybody: verifying costs the same whosever it is, and making 200 of them would take a while.
  await accounts.password.set(db, { accountId: first.accountId, password: input.password, bound: 3 });
  await db.query(
    `INSERT INTO identity.password (account_id, hash, changed_at, bound_level)
     SELECT other, p.hash, p.changed_at, p.bound_level FROM identity.password p, unnest($2::uuid[]) AS other WHERE p.account_id = $1`,
    [first.accountId, others.map((person) => person.accountId)],
  );
  await db.close();
  return { portals, people };
}

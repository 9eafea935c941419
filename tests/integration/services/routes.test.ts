import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Validator } from '@seriousme/openapi-schema-validator';
import { asDescribed, descriptionOf, holdAgainst, operationsOf, type OpenApi } from '../../support/documented.ts';
import { belongings } from '../../support/service-walk/belongings.ts';
import type { Answer, Sent } from '../../support/service-walk/caller.ts';
import type { Row } from '../../support/service-walk/row.ts';
import { expectedOf, nameOf, services, type Service } from '../../support/service-walk/tables.ts';
import { everybody, startWorld, type Who, type World } from '../../support/service-walk/world.ts';

let world: World;
const descriptions = new Map<Service, OpenApi>();
const wrong = new Map<Service, ReturnType<typeof holdAgainst>>();
beforeAll(async () => {
  world = await startWorld();
  for (const service of services) {
    const description = await descriptionOf(world.system.at(service));
    descriptions.set(service, description);
    wrong.set(service, holdAgainst(description));
  }
});
afterAll(() => world.stop());

/** Routes that programs of others may call, which is what a service describes. */
const forPrograms = (service: Service) =>
  world
    .routesOf(service)
    .filter(({ surface, path }) => surface === 'api' && path !== '/api/openapi.json' && path !== '/backchannel-logout');

interface Step {
  readonly about: string;
  readonly service: Service;
  readonly name: string;
  readonly who: Who;
  readonly row: Row;
  readonly status: string;
  readonly sent: Sent;
}

/** Every row of a service as everybody, in the order of the table. */
function steps(service: Service): Step[] {
  return Object.entries(expectedOf(service)).flatMap(([name, rows]) =>
    rows.flatMap((row) =>
      everybody.flatMap((who, index) => {
        const status = row.answers[index] ?? '';
        if (status === '-') return [];
        const [method = ''] = name.split(' ');
        const url = world.system.at(service) + row.at(world.things);
        return [
          {
            service,
            name,
            about: `${service} ${name} as ${who}: ${url}`,
            who,
            row,
            status,
            sent: { method, url, body: row.body?.(world.things) },
          },
        ];
      }),
    ),
  );
}
/** What an answer shows of the owner that the caller did not say themselves. */
function leaks({ seen }: Answer, { url, body }: Sent): string[] {
  const said = `${url} ${decodeURIComponent(url)} ${JSON.stringify(body ?? '')}`;
  return world.things.secret.filter((text) => seen.includes(text) && !said.includes(text));
}
const mayChange = ({ who, row, status }: Step): boolean => row.key === true || ((who === 'owner' || who === 'officer') && status < '400');
const maySee = ({ who, row, status }: Step): boolean => row.key === true || who === 'owner' || (who === 'officer' && status === '200');

async function take(step: Step): Promise<Answer> {
  const before = step.sent.method === 'GET' ? '' : await belongings(world.database, world.things);
  const answer = await world.callers[step.who].send(step.sent);
  expect(String(answer.status), `${step.about}\n${answer.text.slice(0, 1500)}`).toBe(step.status);
  if (answer.status === 303) {
    const signIn = answer.location.startsWith('/sign-in/start');
    if (step.sent.method === 'GET') expect(signIn, step.about).toBe(step.who === 'nobody' && !step.about.includes('/sign-in/start'));
    // Whose session has ended is asked to sign in again.
    else expect(signIn, step.about).toBe(step.who === 'nobody' && step.name === 'POST /session/extend');
  }
  const [method = '', path = ''] = step.name.split(' ');
  if (forPrograms(step.service).some((route) => nameOf(route) === step.name)) {
    const type = answer.headers.get('content-type') ?? '';
    const body: unknown = answer.text === '' ? null : JSON.parse(answer.text);
    expect(wrong.get(step.service)?.({ method, path, status: answer.status, type, body }), step.about).toBeNull();
  }
  if (!maySee(step)) expect(leaks(answer, step.sent), step.about).toEqual([]);
  if (step.sent.method !== 'GET' && !mayChange(step))
    expect(await belongings(world.database, world.things), `${step.about} changed something`).toBe(before);
  return answer;
}

describe('the tables of routes', () => {
  it.each(services)('of %s are what the running program has, and every route has its expectations', (service) => {
    const declared = world.routesOf(service).map(nameOf);
    expect(new Set(declared).size).toBe(declared.length);
    expect(Object.keys(expectedOf(service)).toSorted()).toEqual(declared.toSorted());
    for (const [name, rows] of Object.entries(expectedOf(service)))
      for (const row of rows) expect(row.answers.length, name).toBe(everybody.length);
  });

  it.each(services)(
    'of %s are described where programs may call them, nothing else is, and the description is OpenAPI 3.1',
    async (service) => {
      const description = descriptions.get(service);
      if (description === undefined) throw new Error('no description');
      expect(operationsOf(description)).toEqual(
        forPrograms(service)
          .map(({ method, path }) => `${method} ${asDescribed(path)}`)
          .toSorted(),
      );
      expect(await new Validator().validate(structuredClone<object>(description) as Record<string, unknown>)).toMatchObject({
        valid: true,
      });
      expect(description.openapi).toBe('3.1.0');
      for (const route of forPrograms(service)) {
        const security = description.paths[asDescribed(route.path)]?.[route.method.toLowerCase()]?.security;
        expect([nameOf(route), security?.[0]?.['token']]).toEqual([
          nameOf(route),
          /^token for \S+ with (.*)$/.exec(route.who.name)?.[1]?.split(' '),
        ]);
      }
    },
  );

  it('say who may call, and what is open to anybody is this', () => {
    const open = services.flatMap((service) =>
      world
        .routesOf(service)
        .filter(({ who }) => who.name.startsWith('anyone'))
        .map((each) => `${service} ${nameOf(each)}`),
    );
    const kit = Object.keys(expectedOf('catalogue')).filter((name) => /sign|callback|logout|session/.test(name));
    expect(open.toSorted()).toEqual(
      [
        ...services.flatMap((service) => kit.map((name) => `${service} ${name}`)),
        ...Object.keys(expectedOf('catalogue'))
          .filter((name) => !kit.includes(name))
          .map((name) => `catalogue ${name}`),
        ...['GET /', 'GET /api/openapi.json', 'GET /lookup', 'POST /lookup', 'POST /webhooks/payment'].map((name) => `dossier ${name}`),
        ...[
          'GET /',
          'GET /api/openapi.json',
          'GET /fines',
          'POST /fines',
          'GET /fines/:id',
          'POST /fines/:id/pay',
          'POST /fines/:id/return',
        ].map((name) => `payment ${name}`),
        ...['GET /gateways/vnpay/ipn', 'GET /gateways/vnpay/return', 'POST /gateways/vietqr/notification'].map((name) => `payment ${name}`),
        ...[
          'GET /orders/:id',
          'POST /orders/:id/pay',
          'GET /receipts/:number',
          'GET /receipts/:number/pdf',
          'GET /verify',
          'GET /verify/:token',
        ].map((name) => `payment ${name}`),
      ].toSorted(),
    );
  });
});

describe('every route × everybody', () => {
  it.each(services)('of %s: reading shows a stranger nothing of anybody', async (service) => {
    for (const step of steps(service)) if (step.sent.method === 'GET') await take(step);
  });

  it.each(services)('of %s: a stranger changes nothing', async (service) => {
    for (const step of steps(service)) if (step.sent.method !== 'GET' && !['owner', 'officer'].includes(step.who)) await take(step);
  });
});

describe('what is the owner’s and the officer’s to do', () => {
  it.each(services)('of %s still is theirs after all that', async (service) => {
    for (const step of steps(service)) if (step.sent.method !== 'GET' && ['owner', 'officer'].includes(step.who)) await take(step);
  });
});

import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { register, somebody } from '../../support/people.ts';
import { createProgram, type Program } from '../../support/program.ts';

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly links?: readonly { readonly traceId: string }[];
  readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[];
}
interface Sent {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly Span[] }[] }[];
}

const [SERVER, CLIENT, CONSUMER] = [2, 3, 5];
const bodies: string[] = [];
let collector: Server;
let program: Program;

beforeAll(async () => {
  collector = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.url === '/v1/traces') bodies.push(Buffer.concat(chunks).toString('utf8'));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const { port } = collector.address() as AddressInfo;
  program = await createProgram({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`, OTEL_TRACES_SAMPLER_ARG: '1' });
  await program.start();
});
afterAll(async () => {
  await program.remove();
  collector.close();
});

const spans = (): Span[] =>
  bodies.flatMap((body) =>
    (JSON.parse(body) as Sent).resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)),
  );
/** The first span that fits, once it has been sent. */
async function span(fits: (each: Span) => boolean): Promise<Span> {
  for (let looks = 0; looks < 600; looks += 1) {
    const found = spans().find(fits);
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(
    `no such span among: ${spans()
      .map(({ name, kind }) => `${kind} ${name}`)
      .join(', ')}`,
  );
}

test('every metric that an alert or the board asks for is told by the running program', async () => {
  await fetch(`${program.identity}/jwks`);
  const told = await (await fetch(`${program.identity}/metrics`)).text();
  const known = new Set([...told.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
  const read = (path: string): string => readFileSync(join(import.meta.dirname, '..', '..', '..', 'deploy', path), 'utf8');
  const asked = `${read('prometheus/alerts.yaml')}\n${read('grafana/board.json')}`;
  const names = new Set(
    [...asked.matchAll(/\b(?:mot_cua|nodejs|process)_[a-z0-9_]+/g)].map(([name]) => name.replace(/_(?:bucket|count)$/, '')),
  );
  expect(names.size).toBeGreaterThan(12);
  for (const name of names) expect(known, name).toContain(name);
});

test('a stranger’s trace is linked to, never continued, and their number is not ours', async () => {
  const theirs = '0af7651916cd43dd8448eb211c80319c';
  const headers = { traceparent: `00-${theirs}-b7ad6b7169203331-01`, tracestate: 'mocua=00000000000000000000000000000000,them=text' };
  const answer = await fetch(`http://localhost:${program.base + 1}/search?q=khai+sinh`, { headers });
  const own = answer.headers.get('x-trace-id') ?? '';
  expect(own).toMatch(/^[0-9a-f]{32}$/);
  expect(own).not.toBe(theirs);
  const found = await span(({ traceId, kind }) => traceId === own && kind === SERVER);
  expect(found).toMatchObject({ name: 'GET /search', links: [{ traceId: theirs }] });
  expect(found.parentSpanId ?? '').toBe('');
  const statement = await span(({ traceId, kind }) => traceId === own && kind === CLIENT);
  expect(statement.name).toMatch(/^catalogue\./);
  expect(statement.parentSpanId).toBe(found.spanId);
  expect(bodies.join('')).not.toContain('them=text');
});

test('a call from one service to another goes on in the same trace', async () => {
  const answer = await fetch(`http://localhost:${program.base + 2}/dossiers`, { redirect: 'manual' });
  const started = await fetch(new URL(answer.headers.get('location') ?? '', `http://localhost:${program.base + 2}`), {
    redirect: 'manual',
  });
  const own = started.headers.get('x-trace-id');
  const pushed = await span(({ traceId, kind, name }) => traceId === own && kind === SERVER && name.startsWith('POST'));
  const call = await span(({ spanId }) => spanId === pushed.parentSpanId);
  expect(call).toMatchObject({ traceId: own, kind: CLIENT, name: 'POST' });
});

test('a job and what it sends belong to the trace of its cause, and nothing that is recorded names a person', async () => {
  const person = somebody(program, 31);
  await register(program, person, program.code);
  const job = await span(({ kind, parentSpanId }) => kind === CONSUMER && (parentSpanId ?? '') !== '');
  const cause = await span(({ traceId, spanId }) => traceId === job.traceId && spanId === job.parentSpanId);
  expect(cause).toMatchObject({ kind: SERVER, name: expect.stringMatching(/^POST \/sign-in\/:uid/) });
  const sms = await span(({ traceId, kind, parentSpanId }) => traceId === job.traceId && kind === CLIENT && parentSpanId === job.spanId);
  expect(sms).toBeDefined();
  const all = bodies.join('');
  for (const secret of [person.citizenNumber, person.phone.slice(3), person.name]) expect(all).not.toContain(secret);
  const keys = new Set(spans().flatMap(({ attributes }) => attributes.map(({ key }) => key)));
  expect([...keys].toSorted()).toEqual([
    'db.query.summary',
    'db.system.name',
    'http.request.method',
    'http.response.status_code',
    'http.route',
    'mot_cua.origin',
    'server.address',
    'server.port',
  ]);
});

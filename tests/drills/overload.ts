import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { randomToken } from '#shared/crypto';
import { drive, percentile } from '../bench/load.ts';
import { createHttp } from '../bench/http.ts';
import { freePort } from '../bench/free-ports.ts';
import { freshOptions } from '../bench/options.ts';
import { makePortals, type Portal } from '../bench/portal.ts';
import { startProcess } from '../bench/process.ts';
import { prove } from '../bench/proofs.ts';
import { authorize, codeOf, exchange, opening, postPassword, reachSignIn, resume, type Tokens, type World } from '../bench/steps.ts';

export interface OverloadOptions {
  readonly databaseUrl: string;
  /** Of each phase. */
  readonly seconds: number;
  /** Fresh sign-ins come this many times as fast as they can be served. */
  readonly times: number;
  readonly progress: (line: string) => void;
}

interface Phase {
  readonly name: string;
  /** Milliseconds below which 95 of 100 answers lie. */
  readonly refresh: number;
  readonly hop: number;
  /** Fresh sign-ins a second that came through, and what happened to the others. */
  readonly signIns: number;
  readonly refused: number;
  readonly failed: number;
  readonly firstFailure: string | null;
  /** Looks at /readyz that were not answered with 200 within a second. */
  readonly notReady: number;
  /** Resident memory of the server process at the end, in MB. */
  readonly memory: number;
}

/** Requests of those who are inside, a second, of each kind. */
const INSIDE = 20;
const PASSWORD = `Drill-${randomToken(9)}`;

/** What happens to those who are inside, and to sign-ins, when many more people come than can be served; and afterwards. */
export async function overload({ databaseUrl, seconds, times, progress }: OverloadOptions): Promise<readonly Phase[]> {
  const port = await freePort();
  const issuer = `http://localhost:${port}`;
  const common = { databaseUrl, poolSize: 20, options: freshOptions(), issuer, port };
  const seeder = startProcess();
  const wanted = await makePortals('basic', 5, 'drill');
  const { portals, people } = await seeder
    .call('seed', { ...common, portals: wanted, accounts: 300, password: PASSWORD })
    .finally(() => seeder.stop());
  const server = startProcess();
  try {
    await server.call('startOurs', { ...common, people });
    const http = createHttp(issuer, port, { after: () => undefined });
    let offset = 0;
    const world: World = {
      ...{ issuer, http, people },
      sessions(count) {
        offset += count;
        return server.call('sessions', { count, offset: offset - count });
      },
    };
    const crowd = createCrowd(world, portals);
    progress('warming up');
    await drive(
      Array.from({ length: 200 }, () => async () => void (await crowd.signIn())),
      8,
    );
    progress('how many fresh sign-ins can be served');
    const alone = await drive(
      Array.from({ length: 40 * seconds }, () => async () => void (await crowd.signIn())),
      16,
    );
    const capacity = (1000 * alone.latencies.length) / alone.milliseconds;
    progress(`${capacity.toFixed(1)} a second`);
    const phases: Phase[] = [];
    const memory = () => residentOf(server.pid);
    for (const [name, factor] of [
      ['quiet', 0],
      ['half of what can be served', 0.5],
      [`${times} times as many`, times],
      ['right after', 0],
      ['10 s later', 0],
    ] as const) {
      if (name === '10 s later') await pause(10_000);
      progress(name);
      phases.push({ name, ...(await phase({ world, portals, crowd, seconds, perSecond: capacity * factor })), memory: await memory() });
    }
    return [{ ...phases[0], name: 'sign-ins alone', refresh: 0, hop: 0, signIns: capacity } as Phase, ...phases];
  } finally {
    await server.stop();
  }
}

interface Crowd {
  /** A fresh sign-in from the portal's request to its tokens; `refused` when there was no room. */
  signIn(): Promise<'through' | 'refused'>;
}

function createCrowd(world: World, portals: readonly Portal[]): Crowd {
  let turn = 0;
  return {
    async signIn() {
      const portal = portals[turn % portals.length] as Portal;
      const person = world.people[turn++ % world.people.length] as World['people'][number];
      const begun = await opening(world, portal);
      try {
        const page = await reachSignIn(world, begun, person);
        await exchange(
          world,
          begun,
          await resume(world, page, await postPassword(world, page)),
          await prove(portal, world.issuer, '/token'),
        );
        return 'through';
      } catch (error) {
        if (error instanceof Error && / 503 instead of /.test(error.message)) return 'refused';
        throw error;
      }
    },
  };
}

async function phase(input: { world: World; portals: readonly Portal[]; crowd: Crowd; seconds: number; perSecond: number }) {
  const { world, portals, crowd, seconds, perSecond } = input;
  const latencies: Record<'refresh' | 'hop', number[]> = { refresh: [], hop: [] };
  let [through, refused, failed, notReady] = [0, 0, 0, 0];
  let firstFailure: string | null = null;
  const fail = (error: unknown): void => {
    failed += 1;
    firstFailure ??= error instanceof Error ? error.message : String(error);
  };
  const sessions = await world.sessions(Math.ceil((INSIDE * seconds * 2) / portals.length));
  const held = await tokensOf(world, portals, 40);
  let hops = 0;
  const hop = async (): Promise<void> => {
    const session = sessions[Math.floor(hops / portals.length) % sessions.length] as string;
    const portal = portals[hops++ % portals.length] as Portal;
    const began = performance.now();
    codeOf(await authorize(world, await opening(world, portal), session), portal);
    latencies.hop.push(performance.now() - began);
  };
  const refresh = async (): Promise<void> => {
    const one = held.shift();
    if (one === undefined) return;
    const { headers, fields } = await prove(one.portal, world.issuer, '/token');
    const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: one.tokens.refresh_token, ...fields });
    const began = performance.now();
    const answer = await world.http.send({ step: 'refresh', method: 'POST', path: '/token', form, headers, expect: 200 });
    latencies.refresh.push(performance.now() - began);
    held.push({ portal: one.portal, tokens: JSON.parse(answer.text) as Tokens });
  };
  const ready = async (): Promise<void> => {
    const answer = await fetch(`${world.issuer}/readyz`, { signal: AbortSignal.timeout(1000) }).catch(() => null);
    if (answer?.status !== 200) notReady += 1;
  };
  const signIn = async (): Promise<void> => {
    if ((await crowd.signIn()) === 'through') through += 1;
    else refused += 1;
  };
  const under: Promise<unknown>[] = [];
  const arriving = (each: () => Promise<void>, rate: number) => ({ each, rate, owed: 0 });
  const kinds = [arriving(hop, INSIDE), arriving(refresh, INSIDE), arriving(signIn, perSecond), arriving(ready, 1)];
  const began = performance.now();
  for (let last = began; last - began < seconds * 1000;) {
    await pause(5);
    const now = performance.now();
    for (const kind of kinds) {
      kind.owed += (kind.rate * (now - last)) / 1000;
      for (; kind.owed >= 1; kind.owed -= 1) under.push(kind.each().catch(fail));
    }
    last = now;
  }
  await Promise.all(under);
  const took = (performance.now() - began) / 1000;
  return {
    refresh: percentile(latencies.refresh, 0.95),
    hop: percentile(latencies.hop, 0.95),
    signIns: through / took,
    ...{ refused, failed, firstFailure, notReady },
  };
}

async function tokensOf(world: World, portals: readonly Portal[], count: number): Promise<{ portal: Portal; tokens: Tokens }[]> {
  const sessions = await world.sessions(count);
  const held: { portal: Portal; tokens: Tokens }[] = [];
  for (const [index, session] of sessions.entries()) {
    const portal = portals[index % portals.length] as Portal;
    const begun = await opening(world, portal);
    const code = codeOf(await authorize(world, begun, session), portal);
    held.push({ portal, tokens: await exchange(world, begun, code, await prove(portal, world.issuer, '/token')) });
  }
  return held;
}

async function residentOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}

/** The phases as a table for a terminal. */
export function overloadTable(phases: readonly Phase[]): string {
  const cells = (row: readonly string[]): string => row.map((cell, at) => (at === 0 ? cell.padEnd(28) : cell.padStart(12))).join('');
  const [quiet] = phases.filter(({ name }) => name === 'quiet');
  return [
    cells(['', 'refresh p95', 'SSO p95', 'sign-ins/s', 'refused', 'failed', 'not ready', 'memory MB']),
    ...phases.map((one) =>
      cells([
        one.name,
        `${one.refresh.toFixed(1)} ms`,
        `${one.hop.toFixed(1)} ms`,
        one.signIns.toFixed(1),
        ...[one.refused, one.failed, one.notReady, one.memory].map(String),
      ]),
    ),
    ...(quiet === undefined
      ? []
      : [
          '',
          'ratios to quiet, SSO and refresh:',
          ...phases.map((one) => cells([one.name, (one.refresh / quiet.refresh).toFixed(1), (one.hop / quiet.hop).toFixed(1)])),
        ]),
    ...phases.flatMap((one) => (one.firstFailure === null ? [] : [`${one.name}: ${one.firstFailure}`])),
    '',
  ].join('\n');
}

import { randomInt } from 'node:crypto';
import type { Program } from './program.ts';

/** What people send while they file, pay and decide; each is one request of a browser. */
const steps = {
  signIn: /^POST \/sign-in\/[^/]+/,
  save: /^POST \/drafts\/[^/]+$/,
  attach: /^POST \/drafts\/[^/]+\/files\//,
  file: /^POST \/drafts\/[^/]+\/submit$/,
  choose: /^POST \/orders\/[^/]+\/pay$/,
  bank: /^POST \/bank\/vnpay\/pay$/,
  return: /^GET \/gateways\/vnpay\/return$/,
  decide: /^POST \/queue\/[^/]+\/decision$/,
  result: /^POST \/queue\/[^/]+\/result$/,
  supplementFile: /^POST \/dossiers\/[^/]+\/files$/,
  supplement: /^POST \/dossiers\/[^/]+\/supplement$/,
} as const;
export type Step = keyof typeof steps;

/**
 * One kill. `sent`: so many milliseconds after the request has left, whether it has been answered or not. `answered`: when the
 * answer is there, but before the person sees it. `after`: so many milliseconds after they have seen it.
 */
export interface Kill {
  readonly step: Step;
  /** The kill waits for the nth request of this kind. */
  readonly nth: number;
  readonly when: 'sent' | 'answered' | 'after';
  readonly between?: readonly [number, number];
  readonly what?: 'process' | 'everything';
}

export interface Saboteur {
  /** To be a visitor's `send`. */
  send(url: URL, init: RequestInit): Promise<Response>;
  /** Resolves when the program runs (again). */
  back(): Promise<void>;
  /** Kills that were carried out, and those whose moment has not come. */
  readonly done: readonly (Kill & { readonly ms: number })[];
  left(): readonly Kill[];
  /** Answers that were complete when the program was killed and that nobody saw. */
  readonly unseen: readonly { readonly step: Step; readonly location: string | null }[];
  /** How often a request had no answer. */
  cut(): number;
  /** Answers that blamed the program itself: there should be none, also while it comes back. */
  readonly faults: readonly string[];
}

/** True when a request failed because nobody was there to answer it. */
export const isCut = (error: unknown): boolean => error instanceof Error && ['fetch failed', 'terminated', UNSEEN].includes(error.message);
const UNSEEN = 'the program was killed before anybody saw its answer';

/** Sends requests on, and kills the program at the planned moments, always by SIGKILL; then starts it again. */
export function createSaboteur(program: Program, plan: readonly Kill[]): Saboteur {
  const left = [...plan];
  const done: (Kill & { ms: number })[] = [];
  const unseen: { step: Step; location: string | null }[] = [];
  const faults: string[] = [];
  const counts = new Map<Step, number>();
  let down: Promise<void> | null = null;
  let broken: unknown = null;
  let cut = 0;

  const strike = (kill: Kill, ms: number): Promise<void> => {
    if (down !== null) {
      left.push(kill);
      return down;
    }
    done.push({ ...kill, ms });
    down = program
      .kill(kill.what ?? 'process')
      .then(() => program.start())
      .catch((error: unknown) => {
        broken = error;
      })
      .finally(() => {
        down = null;
      });
    return down;
  };
  const planned = (method: string, url: URL): Kill | undefined => {
    const name = (Object.keys(steps) as Step[]).find((step) => steps[step].test(`${method} ${url.pathname}`));
    if (name === undefined || down !== null) return undefined;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    const at = left.findIndex(({ step, nth }) => step === name && count >= nth);
    return at === -1 ? undefined : left.splice(at, 1)[0];
  };

  return {
    async send(url, init) {
      const kill = planned(init.method ?? 'GET', url);
      const ms = kill === undefined ? 0 : randomInt(kill.between?.[0] ?? 0, (kill.between?.[1] ?? 0) + 1);
      let begun = false;
      const later = (): void => {
        if (kill === undefined) return;
        begun = true;
        setTimeout(() => void strike(kill, ms), ms);
      };
      try {
        if (kill?.when === 'sent') later();
        const response = await fetch(url, init);
        if (response.status >= 500) faults.push(`${String(response.status)} ${init.method ?? 'GET'} ${url.href}`);
        if (kill?.when === 'after') later();
        if (kill?.when !== 'answered') return response;
        begun = true;
        unseen.push({ step: kill.step, location: response.headers.get('location') });
        void strike(kill, 0);
        throw new Error(UNSEEN);
      } catch (error) {
        cut += 1;
        // Another kill came first: this one keeps its turn.
        if (kill !== undefined && !begun) left.push(kill);
        throw error;
      }
    },
    async back() {
      while (down !== null) await down;
      if (broken !== null) throw new Error('the program did not start again', { cause: broken });
    },
    done,
    left: () => left,
    unseen,
    cut: () => cut,
    faults,
  };
}

import type { Profile } from './portal.ts';
import type { Service } from './services/contract.ts';

/** One side of a row: ours, the bare provider, or the hash alone. */
export interface Side {
  /** Finished without an error, in all rounds. */
  readonly requests: number;
  readonly errors: number;
  readonly firstError: string | null;
  readonly perSecond: number;
  /** Of each round, to see how steady the machine was. */
  readonly rounds: readonly number[];
  /** Milliseconds. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** Milliseconds of CPU per request; null where it cannot be known. */
  readonly cpu: { readonly server: number; readonly postgres: number | null; readonly generator: number };
  /** Database statements per request, by name. */
  readonly statements: Readonly<Record<string, number>>;
}

export interface Row {
  /** Which profile a portal has, or which service is asked. */
  readonly profile: Profile | Service;
  readonly path: string;
  readonly about: string;
  readonly ours: Side;
  readonly baseline: Side | null;
  readonly hash: Side | null;
}

export interface Steps {
  readonly profile: Profile | Service;
  readonly path: string;
  /** Statements per protocol step, each with how often it is sent. */
  readonly steps: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export interface Report {
  readonly at: string;
  readonly machine: { readonly cpus: number; readonly model: string; readonly node: string; readonly postgres: string };
  readonly settings: {
    readonly seconds: number;
    readonly rounds: number;
    readonly concurrency: number;
    readonly workers: number;
    readonly accounts: number;
    readonly hashesAtOnce: number;
  };
  readonly rows: readonly Row[];
  readonly steps: readonly Steps[];
  readonly targets: readonly Target[];
}

/** A ratio that must be reached. */
export interface Target {
  readonly name: string;
  readonly ratio: number;
  readonly target: number;
}

export const ratioOf = (ours: Side, other: Side): number => (other.perSecond === 0 ? 0 : ours.perSecond / other.perSecond);

/** The ratios that have a target, among the rows that were measured. */
export function targetsOf(rows: readonly Row[]): Target[] {
  return rows.flatMap(({ profile, path, ours, baseline, hash }) => [
    ...(path === 'sso-exchange' && baseline !== null
      ? [{ name: `SSO hop + code exchange, ${profile}, of the bare provider`, ratio: ratioOf(ours, baseline), target: 0.7 }]
      : []),
    ...((path === 'first-sign-in' || path === 'password') && hash !== null
      ? [
          {
            name: `${path === 'password' ? 'password alone' : `sign-in by password, whole journey, ${profile}`}, of argon2 alone`,
            ratio: ratioOf(ours, hash),
            target: 0.9,
          },
        ]
      : []),
  ]);
}

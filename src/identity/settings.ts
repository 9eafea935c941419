import { versionedKeys, whole, type Complaint, type Settings } from '#config/setting';

const seconds = (about: string, standard: number, least: number, most = standard) => ({
  about: `${about} In seconds, ${least} to ${most}.`,
  value: whole(least, most),
  default: String(standard),
});

/** Identity's own settings, in the order of the documentation. */
export const settings = {
  SUBJECT_PEPPERS: {
    about:
      'Keys from which the pairwise subject identifiers are computed, written like `KEY_ENCRYPTION_KEYS`. The highest version serves new pairs.',
    value: versionedKeys,
    localhost: ({ secret }) => `1:${secret()}`,
    secret: true,
    required: true,
  },
  ARGON2_MEMORY_KIB: { about: 'Memory of one password hash in KiB.', value: whole(19_456, 1_048_576), default: '19456' },
  ARGON2_ITERATIONS: { about: 'Passes of one password hash.', value: whole(2, 20), default: '2' },
  ARGON2_PARALLELISM: {
    about: 'Lanes of one password hash. More than one makes parallel sign-ins slower.',
    value: whole(1, 8),
    default: '1',
  },
  PASSWORD_POOL_SIZE: {
    about:
      'Password hashes computed at the same time in each process. They run in the threads of Node.js: 4, unless the environment sets `UV_THREADPOOL_SIZE`. More than 4 hashes need that variable, or more `WORKERS`.',
    value: whole(1, 64),
    default: '3',
  },
  PASSWORD_POOL_QUEUE: {
    about: 'Password hashes that may wait in each process; who comes after is told to try again.',
    value: whole(0, 10_000),
    default: '64',
  },
  SESSION_IDLE_SECONDS: seconds('A sign-in ends after this time without use.', 1800, 60),
  SESSION_MAX_SECONDS: seconds('A sign-in ends after this time, used or not.', 43_200, 300),
  SHARED_SESSION_IDLE_SECONDS: seconds('The same on a computer that the citizen called shared, without use.', 600, 60),
  SHARED_SESSION_MAX_SECONDS: seconds('The same on a computer that the citizen called shared, used or not.', 3600, 300),
  INTERACTION_SECONDS: seconds('Time to finish one sign-in or registration.', 900, 120),
  PHONE_CHANGE_HOURS: {
    about:
      'Hours that a new phone number waits for somebody who has lost the present one and can prove nothing but the password. The old number and the e-mail address are told at once and can refuse it. 72 to 720.',
    value: whole(72, 720),
    default: '168',
  },
  AUTHORIZATION_CODE_SECONDS: seconds('Life of an authorization code.', 60, 10),
  ACCESS_TOKEN_SECONDS: seconds('Life of an access token.', 300, 30, 900),
  ID_TOKEN_SECONDS: seconds('Life of an ID token.', 300, 30, 900),
  REFRESH_TOKEN_SECONDS: seconds('Life of a refresh token that outlives the session.', 1_209_600, 3600),
} as const satisfies Settings;

/** Beginnings of their names; a variable that begins so and is none of them is misspelt. */
export const families = [
  'SUBJECT_PEPPER', 'ARGON2_', 'PASSWORD_', 'SESSION_', 'SHARED_SESSION_', 'INTERACTION_', 'PHONE_CHANGE_', 'AUTHORIZATION_CODE_', 'ACCESS_TOKEN_', 'ID_TOKEN_', 'REFRESH_',
]; // prettier-ignore

/** A session that ends without use ends at the latest when it ends anyway. */
export function contradictions(values: Readonly<Record<string, unknown>>): readonly Complaint[] {
  const pairs = [
    ['SESSION_IDLE_SECONDS', 'SESSION_MAX_SECONDS'],
    ['SHARED_SESSION_IDLE_SECONDS', 'SHARED_SESSION_MAX_SECONDS'],
  ] as const;
  return pairs
    .filter(([idle, most]) => Number(values[idle] ?? 0) > Number(values[most] ?? Infinity))
    .map(([name, most]) => ({ name, problem: `must not be longer than ${most}` }));
}

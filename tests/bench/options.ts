import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { SentOptions } from './calls.ts';

/** Secrets of a run of its own, and the program's default limits and lifetimes. */
export function freshOptions(): SentOptions {
  return {
    localhost: true,
    // The bench names the address each person comes from, as a proxy would.
    trustedProxies: 1,
    urls: {},
    keyEncryptionKeys: new Map([[1, randomBytes(32)]]),
    blindIndexKey: randomBytes(32),
    subjectPeppers: new Map([[1, randomBytes(32)]]),
    cookieKeys: [randomBytes(32)],
    argon2: { memoryCost: 19_456, timeCost: 2, parallelism: 1 },
    passwordPool: { size: Math.max(3, availableParallelism()), queue: 64 },
    lifetimes: {
      code: 60,
      accessToken: 300,
      idToken: 300,
      interaction: 900,
      offlineRefreshToken: 1_209_600,
      sessionIdle: 1800,
      sessionMaximum: 43_200,
      sharedIdle: 600,
      sharedMaximum: 3600,
    },
    phoneChangeSeconds: 604_800,
    allowedPrivateNetworks: [],
  };
}

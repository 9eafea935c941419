import { generateAuthenticationOptions, verifyAuthenticationResponse } from '@simplewebauthn/server';
import type { z } from 'zod';
import { sameSecret } from '#shared/crypto';
import { maybe, run } from '#shared/db';
import { atomically } from '#identity/accounts/person';
import { authenticationAnswer } from './answers.ts';
import { beginCeremony, endCeremony } from './ceremonies.ts';
import type { Passkeys } from './contract.ts';
import type { PasskeyDeps } from './deps.ts';
import { findCredential, takeCounter } from './passkeys-sql.ts';

/** Sign-in with a discoverable passkey and user verification (WebAuthn Level 3 section 7.2). */
export function createPasskeyAuthentication(deps: PasskeyDeps): Pick<Passkeys, 'beginAuthentication' | 'finishAuthentication'> {
  return {
    async beginAuthentication(tx, ceremony) {
      const options = await generateAuthenticationOptions({ rpID: deps.rp.id, userVerification: 'required', timeout: 300_000 });
      const { challenge } = options;
      await beginCeremony(tx, {
        ...{ clock: deps.clock, name: ceremony, kind: 'authenticate', challenge },
        ...{ accountId: null, userHandle: null, bound: null },
      });
      return options;
    },
    finishAuthentication: (tx, input) =>
      atomically(deps.db, tx, async (inside) => {
        const ceremony = await endCeremony(inside, { clock: deps.clock, name: input.ceremony, kind: 'authenticate' });
        const answer = authenticationAnswer.safeParse(input.response);
        if (ceremony === null || !answer.success) return null;
        const stored = await maybe(inside, findCredential, [Buffer.from(answer.data.id, 'base64url')]);
        if (stored === null || !sameSecret(Buffer.from(answer.data.response.userHandle, 'base64url'), stored.user_handle)) return null;
        const proof = await verify(deps, ceremony.challenge, answer.data, stored.public_key);
        if (proof === null) return null;
        const taken = await run(inside, takeCounter, [stored.id, proof.counter, deps.clock.now(), proof.backedUp, proof.backupEligible]);
        const counterReset = taken === 1 && Number(stored.counter) > 0 && proof.counter <= Number(stored.counter);
        if (taken !== 1 || counterReset) {
          await deps.events.record(inside, {
            type: 'passkey.counter-regressed',
            accountId: stored.account_id,
            actor: 'visitor',
            detail: { passkey: stored.id, stored: Number(stored.counter), received: proof.counter, accepted: counterReset },
          });
        }
        if (taken !== 1 || counterReset) await input.counterWentBack?.(inside, { accountId: stored.account_id, refused: taken !== 1 });
        if (taken !== 1) return null;
        return { accountId: stored.account_id, passkeyId: stored.id, bound: stored.bound_level };
      }),
  };
}

/**
 * The counter and backup state of a right answer, else null. The library is given the counter 0 so that it does not judge
 * the counter: that happens after the signature and in the database, where two answers at once cannot both pass.
 */
async function verify(
  deps: PasskeyDeps,
  expectedChallenge: string,
  response: z.infer<typeof authenticationAnswer>,
  publicKey: Buffer,
): Promise<{ counter: number; backedUp: boolean; backupEligible: boolean } | null> {
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge,
      expectedOrigin: deps.rp.origin,
      expectedRPID: deps.rp.id,
      requireUserVerification: true,
      credential: { id: response.id, publicKey: new Uint8Array(publicKey), counter: 0 },
    });
    if (!verified || !authenticationInfo.userVerified) return null;
    const { newCounter: counter, credentialBackedUp: backedUp, credentialDeviceType } = authenticationInfo;
    return { counter, backedUp, backupEligible: credentialDeviceType === 'multiDevice' };
  } catch {
    return null;
  }
}

import { generateRegistrationOptions, verifyRegistrationResponse, type VerifiedRegistrationResponse } from '@simplewebauthn/server';
import { randomToken, uuidv7 } from '#shared/crypto';
import { many, maybe, one, run } from '#shared/db';
import { atomically } from '#identity/accounts/person';
import { registrationAnswer } from './answers.ts';
import { beginCeremony, endCeremony } from './ceremonies.ts';
import type { Passkeys } from './contract.ts';
import type { PasskeyDeps } from './deps.ts';
import { insertPasskey, insertUserHandle, listCredentials, readUserHandle } from './passkeys-sql.ts';

/** EdDSA, ES256 and RS256 (COSE): what authenticators in use offer. */
export const algorithms = [-8, -7, -257];

/** A passkey's label as it is stored: form NFC, single spaces, at most 60 characters; `Passkey` when nothing is left. */
export function passkeyLabel(input: string): string {
  const text = input
    .slice(0, 400)
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(/[\s\p{C}]+/gu, ' ')
    .trim();
  return [...text].slice(0, 60).join('') || 'Passkey';
}

/** Registration of discoverable passkeys with user verification (WebAuthn Level 3 section 7.1). */
export function createPasskeyRegistration(deps: PasskeyDeps): Pick<Passkeys, 'beginRegistration' | 'finishRegistration'> {
  return {
    async beginRegistration(tx, input) {
      const known = await maybe(tx, readUserHandle, [input.account.id]);
      const userHandle = known?.user_handle ?? Buffer.from(randomToken(32), 'base64url');
      const existing = await many(tx, listCredentials, [input.account.id]);
      const options = await generateRegistrationOptions({
        rpName: deps.rp.name,
        rpID: deps.rp.id,
        userID: new Uint8Array(userHandle),
        userName: input.account.citizenNumber,
        userDisplayName: input.account.name,
        timeout: 300_000,
        attestationType: 'none',
        excludeCredentials: existing.map((passkey) => ({
          id: passkey.credential_id.toString('base64url'),
          transports: passkey.transports,
        })),
        authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
        supportedAlgorithmIDs: algorithms,
      });
      const { challenge } = options;
      await beginCeremony(tx, {
        clock: deps.clock,
        name: input.ceremony,
        kind: 'register',
        challenge,
        accountId: input.account.id,
        userHandle,
        bound: input.bound,
      });
      return options;
    },
    finishRegistration: (tx, input) =>
      atomically(deps.db, tx, async (inside) => {
        const ceremony = await endCeremony(inside, { clock: deps.clock, name: input.ceremony, kind: 'register' });
        if (ceremony === null || ceremony.userHandle === null || ceremony.bound === null || ceremony.accountId !== input.accountId)
          return null;
        const verified = await verify(deps, ceremony.challenge, input.response);
        if (!verified?.verified || !verified.registrationInfo.userVerified) return null;
        const { credential, aaguid, credentialBackedUp, credentialDeviceType } = verified.registrationInfo;
        await run(inside, insertUserHandle, [input.accountId, ceremony.userHandle]);
        const handle = await one(inside, readUserHandle, [input.accountId]);
        // Two first registrations at once made two handles; the passkey with the other one could never sign in.
        if (!handle.user_handle.equals(ceremony.userHandle)) return null;
        const now = deps.clock.now();
        const id = uuidv7(now);
        const label = passkeyLabel(input.label);
        const inserted = await run(inside, insertPasskey, [
          id,
          input.accountId,
          Buffer.from(credential.id, 'base64url'),
          Buffer.from(credential.publicKey),
          credential.counter,
          credential.transports ?? [],
          aaguid,
          credentialBackedUp,
          label,
          now,
          ceremony.bound,
          credentialDeviceType === 'multiDevice',
        ]);
        if (inserted !== 1) return null;
        await deps.events.record(inside, {
          type: 'passkey.added',
          accountId: input.accountId,
          actor: input.accountId,
          detail: { passkey: id, aaguid, bound: ceremony.bound },
        });
        return { id, label, createdAt: now, lastUsedAt: null, backedUp: credentialBackedUp, bound: ceremony.bound };
      }),
  };
}

/** Null when the answer is malformed or fails a check of WebAuthn section 7.1; the library throws for most of them. */
async function verify(deps: PasskeyDeps, expectedChallenge: string, answer: unknown): Promise<VerifiedRegistrationResponse | null> {
  const parsed = registrationAnswer.safeParse(answer);
  if (!parsed.success) return null;
  try {
    return await verifyRegistrationResponse({
      response: parsed.data,
      expectedChallenge,
      expectedOrigin: deps.rp.origin,
      expectedRPID: deps.rp.id,
      requireUserPresence: true,
      requireUserVerification: true,
      supportedAlgorithmIDs: algorithms,
    });
  } catch {
    return null;
  }
}

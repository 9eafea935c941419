import { decodeJwt } from 'jose';
import { errors, type Adapter, type Provider } from 'oidc-provider';
import { maybe, run } from '#shared/db';
import { sha256 } from '#shared/crypto';
import { currentRoute, runningRequest } from '#identity/store/request';
import { isPlausible, keyOf } from '#identity/store/rows';
import type { WriteOf } from '#identity/writes';
import { completeAdapter, epochOf, expiryOf } from './adapter.ts';
import type { ModelParts } from './contract.ts';
import { replayDetection } from './token-sql.ts';

/** Used `jti` values. Saving one is the claim: a second save of a value still remembered is refused. */
export function replayAdapter({ db, clock, held, onRace }: ModelParts): Adapter {
  return completeAdapter('ReplayDetection', {
    upsert: (id, payload, expiresIn) =>
      held.write({
        ...claim(keyOf(id), expiryOf(clock, payload, expiresIn)),
        async lost() {
          await onRace(replayed(payload.iss ?? null));
          throw new errors.InvalidClientAuth(assertionUsed);
        },
      }),
    find: async (id) => {
      if (!isPlausible(id)) return undefined;
      const row = await maybe(db, replayDetection.find, [keyOf(id), clock.now()]);
      return row === null ? undefined : { kind: 'ReplayDetection', jti: id, exp: epochOf(row.expires_at) };
    },
    destroy: async (id) => {
      await run(db, replayDetection.destroy, [keyOf(id)]);
    },
  });
}

const claim = (id: Buffer, until: Date): WriteOf<'claim'> => ({ kind: 'claim', id, until, stands: true });

const replayed = (clientId: string | null) =>
  ({ model: 'ReplayDetection', kind: 'lost-race', grantId: null, accountId: null, clientId }) as const;

interface ReplayModel {
  unique(issuer: string, jti: string, exp: number): Promise<boolean>;
}

/**
 * Replaces the provider's look-then-save by one claim. Where the request is not held, it answers false for a value already used, and
 * the provider raises the error that fits the endpoint; where it is, the claim is made with all other writes and raises it itself.
 */
export function installReplayClaim({ held, onRace }: ModelParts, provider: Provider): void {
  const model = (provider as unknown as { ReplayDetection: ReplayModel }).ReplayDetection;
  model.unique = async (issuer, jti, exp) => {
    const refused = new Set<unknown>();
    try {
      // The length keeps ("a", "bc") and ("ab", "c") apart.
      await held.write({
        ...claim(sha256(`${issuer.length}:${issuer}${jti}`), new Date(exp * 1000)),
        async lost() {
          await onRace(replayed(issuer));
          const refusal = refusalOf(jti);
          refused.add(refusal);
          throw refusal;
        },
      });
      return true;
    } catch (error) {
      if (refused.has(error) && !(error instanceof errors.InvalidDpopProof)) return false;
      throw error;
    }
  };
}

const assertionUsed = 'client assertion tokens must only be used once';
const proofUsed = 'DPoP proof JWT Replay detected';

/**
 * invalid_client for an assertion (RFC 7523 section 3), for a proof what its endpoint says. RFC 9449 sections 5 and 10.1 name the code at the
 * token and pushed request endpoints, where oidc-provider would say invalid_grant.
 */
function refusalOf(jti: string): errors.OIDCProviderError {
  if (!isOfProof(runningRequest()?.get('DPoP') ?? '', jti)) return new errors.InvalidClientAuth(assertionUsed);
  return ['token', 'pushed_authorization_request'].includes(currentRoute() ?? '')
    ? new errors.InvalidDpopProof(proofUsed)
    : new errors.InvalidRequest(proofUsed);
}

function isOfProof(proof: string, jti: string): boolean {
  try {
    return decodeJwt(proof).jti === jti;
  } catch {
    return false;
  }
}

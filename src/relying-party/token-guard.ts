import { jwtVerify, type JWTPayload } from 'jose';
import { sameSecret, sha256 } from '#shared/crypto';
import { run } from '#shared/db';
import { json, type Access, type Reply, type Request } from '#shared/http';
import { acrOf, recent, satisfies, type Level } from './assurance.ts';
import { PROOF_ALGS, PROOF_WINDOW, ProofRefused, readProof } from './dpop-proof.ts';
import type { Kit } from './kit.ts';
import { isForgery } from './logout-token.ts';
import { insertOnce } from './once-sql.ts';
import { relyingPartyProblem } from './problems.ts';

export interface TokenDemand {
  /** This API's resource indicator, found in `aud`. */
  readonly audience: string;
  /** Every one of these, separated by spaces, must be granted. */
  readonly scope: string;
  /** The person must have signed in at this level; a token of a client alone has none and is refused. */
  readonly assurance?: Level;
  /** … at most this many seconds ago. */
  readonly maxAge?: number;
  /** False admits Bearer tokens of `basic` clients; a token that is bound is always checked against its proof. */
  readonly senderConstrained?: boolean;
}

/** Who calls an API. `sub` is the person, or the client itself for client credentials. */
export interface Caller {
  readonly sub: string;
  readonly clientId: string;
  readonly scopes: ReadonlySet<string>;
  readonly acr: string | null;
  readonly authTime: number | null;
  readonly claims: JWTPayload;
}

interface Refusal {
  readonly status: 401 | 403;
  readonly error?: 'invalid_token' | 'invalid_dpop_proof' | 'insufficient_scope' | 'insufficient_user_authentication';
  readonly why: string;
  readonly more?: Readonly<Record<string, string>>;
}

class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal, options?: ErrorOptions) {
    super(refusal.why, options);
    this.refusal = refusal;
  }
}

const TOKEN_ALGS = ['ES256', 'PS256', 'EdDSA', 'Ed25519'];

/**
 * Guards an API route by a JWT access token (RFC 9068): signature by the provider's published keys, `typ`, `iss`, `aud`,
 * `exp`, scope; possession of the key it is bound to (RFC 9449), each proof once; level and age of the sign-in, answered
 * by the challenge of RFC 9470. Anything that cannot be checked is refused.
 */
export function tokenAccess(kit: Kit, demand: TokenDemand): Access<Caller> {
  const { options } = kit;
  const constrained = demand.senderConstrained ?? true;
  const wanted = demand.scope.split(' ').filter((scope) => scope !== '');
  return {
    name: `token for ${demand.audience} with ${demand.scope}`,
    scopes: wanted,
    async admit(request) {
      try {
        const { scheme, token } = credentials(request);
        const { jwks, issuer } = await kit.connection.provider();
        const { payload } = await jwtVerify(token, jwks, {
          issuer,
          audience: demand.audience,
          typ: 'at+jwt',
          algorithms: TOKEN_ALGS,
          requiredClaims: ['exp', 'iat', 'sub', 'client_id', 'jti'],
          clockTolerance: 5,
          currentDate: options.clock.now(),
        }).catch((error: unknown) => {
          if (isForgery(error))
            throw new Refused({ status: 401, error: 'invalid_token', why: 'the token is not valid here' }, { cause: error });
          throw relyingPartyProblem('rp.provider-unreachable', { cause: error, retryAfter: 5 });
        });
        await checkBinding(request, scheme, token, payload);
        return { principal: checkGrant(payload) };
      } catch (error) {
        if (error instanceof Refused) return { instead: challenge(request, error.refusal, error.cause) };
        throw error;
      }
    },
  };

  function credentials(request: Request): { scheme: 'dpop' | 'bearer'; token: string } {
    const header = request.koa.get('authorization');
    if (header === '') throw new Refused({ status: 401, why: 'an access token is needed' });
    const [, scheme, token] = /^(dpop|bearer) +([\w\-.~+/]+=*)$/i.exec(header) ?? [];
    if (scheme === undefined || token === undefined || token.length > 8192)
      throw new Refused({ status: 401, error: 'invalid_token', why: 'the Authorization header is not understood' });
    return { scheme: scheme.toLowerCase() as 'dpop' | 'bearer', token };
  }

  async function checkBinding(request: Request, scheme: 'dpop' | 'bearer', token: string, payload: JWTPayload): Promise<void> {
    const confirmation = payload['cnf'];
    if (confirmation === undefined) {
      if (constrained || scheme === 'dpop')
        throw new Refused({ status: 401, error: 'invalid_token', why: 'the token is not bound to a key' });
      return;
    }
    const bound = (confirmation as { jkt?: unknown } | null)?.jkt;
    // A binding this guard cannot check (a client certificate, say) is not a binding it may ignore.
    if (typeof bound !== 'string' || scheme !== 'dpop')
      throw new Refused({ status: 401, error: 'invalid_token', why: 'the token must come with its proof of possession' });
    const now = options.clock.now();
    const url = new URL(request.koa.path, options.baseUrl);
    const proof = await readProof(request.koa.get('dpop'), { method: request.koa.method, url, accessToken: token, now }).catch(
      (error: unknown) => {
        if (error instanceof ProofRefused)
          throw new Refused({ status: 401, error: 'invalid_dpop_proof', why: error.message }, { cause: error });
        throw error;
      },
    );
    if (!sameSecret(proof.jkt, bound)) throw new Refused({ status: 401, error: 'invalid_token', why: 'the token is bound to another key' });
    const key = sha256(JSON.stringify([proof.jkt, proof.jti]));
    const until = new Date(now.getTime() + 3 * PROOF_WINDOW * 1000);
    if ((await run(options.db, insertOnce, ['dpop', key, until])) !== 1)
      throw new Refused({ status: 401, error: 'invalid_dpop_proof', why: 'the proof was used before' });
  }

  function checkGrant(payload: JWTPayload): Caller {
    const granted = new Set(typeof payload['scope'] === 'string' ? payload['scope'].split(' ') : []);
    if (!wanted.every((scope) => granted.has(scope)))
      throw new Refused({ status: 403, error: 'insufficient_scope', why: 'the token lacks a scope', more: { scope: demand.scope } });
    const acr = acrOf(payload);
    const authTime = typeof payload['auth_time'] === 'number' ? payload['auth_time'] : null;
    const enough = demand.assurance === undefined || satisfies(acr, demand.assurance);
    if (!enough || !recent(authTime, demand.maxAge, options.clock.epoch())) {
      const more = {
        ...(demand.assurance === undefined ? {} : { acr_values: demand.assurance }),
        ...(demand.maxAge === undefined ? {} : { max_age: String(demand.maxAge) }),
      };
      throw new Refused({ status: 401, error: 'insufficient_user_authentication', why: 'a stronger or newer sign-in is needed', more });
    }
    return { sub: payload.sub ?? '', clientId: String(payload['client_id']), scopes: granted, acr, authTime, claims: payload };
  }

  /** RFC 6750 section 3, RFC 9449 section 7.1, RFC 9470 section 3: one challenge per scheme that would be accepted. */
  function challenge(request: Request, refusal: Refusal, cause: unknown): Reply {
    options.log.info({ traceId: request.traceId, error: refusal.error, why: refusal.why, err: cause }, 'token refused');
    const quoted = (name: string, value: string): string => `${name}="${value.replace(/[^\x20-\x7e]|["\\]/g, '?').slice(0, 200)}"`;
    const about = refusal.error === undefined ? [] : [quoted('error', refusal.error), quoted('error_description', refusal.why)];
    const more = Object.entries(refusal.more ?? {}).map(([name, value]) => quoted(name, value));
    const challenges = [`DPoP ${[...about, ...more, quoted('algs', PROOF_ALGS.join(' '))].join(', ')}`];
    const bearer = [...about, ...more].join(', ');
    if (!constrained && refusal.error !== 'invalid_dpop_proof') challenges.push(bearer === '' ? 'Bearer' : `Bearer ${bearer}`);
    request.koa.set('WWW-Authenticate', challenges);
    request.koa.set('Cache-Control', 'no-store');
    request.koa.set('Content-Type', 'application/problem+json');
    const code = `token.${(refusal.error ?? 'missing').replaceAll('_', '-')}`;
    return json(
      { type: `urn:mot-cua:problem:${code}`, title: code, status: refusal.status, detail: refusal.why, trace_id: request.traceId },
      refusal.status,
    );
  }
}

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { errors, type KoaContextWithOIDC } from 'oidc-provider';
import { expect, test } from 'vitest';
import { createExplain } from '../../../src/identity/provider/explain.ts';
import type { ProtocolError } from '../../../src/identity/provider/explanation.ts';

/** Where oidc-provider refuses what a portal sends to the endpoints that we offer. */
const places = [
  'actions/authorization/claims.js',
  'actions/authorization/pushed_authorization_requests.js',
  'actions/authorization/request_parameters.js',
  'actions/authorization/response_parameters.js',
  'actions/authorization/scopes.js',
  'actions/authorization/sender_constraints.js',
  'actions/grants/authorization_code.js',
  'actions/grants/refresh_token.js',
  'actions/token.js',
  'actions/userinfo.js',
  'helpers/grant_common.js',
  'helpers/grant_source.js',
  'helpers/oidc_context.js',
  'helpers/pkce_format.js',
  'helpers/validate_dpop.js',
  'helpers/validate_presence.js',
  'shared/access_token.js',
  'shared/check_resource.js',
  'shared/client_auth.js',
  'shared/jwt_client_auth.js',
  'shared/selective_body.js',
];

/** Of mTLS, attestation, rich authorization requests, encryption, implicit flow and pages in frames, none of which is offered. */
const notOffered =
  /certificate|x5t|Attestation|Rich Authorization|unless encrypted|response_type none|Web Message|nonces are not supported|access_token is not issued|userinfo endpoint is not supported/;

/** What oidc-provider writes in the place of an expression. */
function standIn(expression: string): string {
  if (expression.includes('formatList')) return "'code'";
  return /pluralize\('(\w+)'/.exec(expression)?.[1] ?? (expression === 'param' ? 'code_verifier' : 'something');
}

const library = dirname(createRequire(import.meta.url).resolve('oidc-provider'));
const refusal = /new (Invalid\w+|UseDpopNonce|Unsupported\w+)\(\s*(['`])((?:(?!\2)[\s\S])*)\2/g;

const explain = createExplain({
  issuer: 'https://sso.example.gov.vn',
  clock: { epoch: () => 0, now: () => new Date(0) } as never,
  memory: { of: () => ({}) } as never,
  clientOf: () => ({ metadata: {}, scopes: [] }) as never,
});
const ctx = {
  method: 'POST',
  path: '/token',
  query: {},
  get: () => '',
  oidc: { params: {}, body: {}, entities: {}, route: 'token' },
} as unknown as KoaContextWithOIDC;

test('whatever oidc-provider refuses is told in our words, and nothing but a proof as if it were about the proof', async () => {
  let seen = 0;
  for (const place of places) {
    const source = await readFile(`${library}/${place}`, 'utf8');
    for (const [, kind = '', , words = ''] of source.matchAll(refusal)) {
      const said = words.replace(/\$\{([^}]*)\}/g, (_all, expression: string) => standIn(expression));
      if (notOffered.test(said)) continue;
      seen += 1;
      const Refusal = (errors as unknown as Record<string, new (text: string, detail?: string) => ProtocolError>)[kind];
      if (Refusal === undefined) throw new Error(`there is no ${kind}`);
      // Of these two the caller is told nothing by oidc-provider itself: the words are its detail.
      const error = kind === 'InvalidGrant' || kind === 'InvalidClientAuth' ? new Refusal(said) : new Refusal(said, said);
      const { check } = explain(ctx, error);
      expect(check, `${place}: ${kind} ${said}`).not.toBe(said);
      if (!/DPoP|proof|jkt/i.test(said)) expect(check, `${place}: ${said}`).not.toMatch(/DPoP proof/);
    }
  }
  expect(seen).toBeGreaterThan(90);
});

import { errors, type KoaContextWithOIDC } from 'oidc-provider';
import type { Clock } from '#shared/clock';
import type { ClientRow } from '#identity/clients';
import type { RequestMemory } from '#identity/store';
import { clientRules } from './explain-client.ts';
import { formRules } from './explain-form.ts';
import { grantRules } from './explain-grant.ts';
import { proofRules } from './explain-proof.ts';
import { requestRules } from './explain-request.ts';
import type { Explanation, ProtocolError, Refused, Rules } from './explanation.ts';

export interface ExplainDeps {
  readonly issuer: string;
  readonly clock: Clock;
  readonly memory: RequestMemory;
  readonly clientOf: (client: { clientId: string }) => ClientRow;
}

/**
 * Says why a request was refused: which check failed, what was expected and what came, with secrets masked. A client that has authenticated is
 * told all of it; anybody else only what they have sent. oidc-provider keeps the reasons to itself; what it says of them in `error_detail` is
 * looked up here, so the test of causes goes through all of them at every new version.
 */
export function createExplain({
  issuer,
  clock,
  memory,
  clientOf,
}: ExplainDeps): (ctx: KoaContextWithOIDC, error: ProtocolError) => Explanation {
  const request = requestRules(clientOf);
  return (ctx, error) => {
    const detail = detailOf(error);
    const code = memory.of(ctx).shown;
    const refused: Refused = {
      ctx,
      error,
      detail,
      issuer,
      now: clock.epoch(),
      shown: code?.['clientId'] === ctx.oidc.client?.clientId ? code : undefined,
    };
    const rules = rulesFor(error, request);
    // What the caller would be told is looked up too: the detail can be the words of a parser.
    for (const words of [detail, error.error_description ?? '']) {
      for (const [pattern, explain] of rules) {
        const found = pattern.exec(words);
        if (found !== null) return explain(refused, found);
      }
    }
    return { check: error.error_description ?? error.message };
  };
}

function rulesFor(error: ProtocolError, request: Rules): Rules {
  if (error instanceof errors.InvalidClientAuth) return clientRules;
  if (error instanceof errors.InvalidDpopProof || error instanceof errors.UseDpopNonce) return proofRules;
  return error instanceof errors.InvalidGrant ? grantRules : [...formRules, ...request];
}

/** The most exact words there are: what the cause says, else the detail, else what the caller would be told. */
function detailOf(error: ProtocolError): string {
  const cause = error.cause instanceof Error ? error.cause.message : undefined;
  return error.error_detail ?? cause ?? error.error_description ?? error.message;
}

import { decodeJwt } from 'jose';
import { errors, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import { atLeast, levelAsked, levels, type Level } from '#identity/sign-in';
import type { ClientRow } from '#identity/clients';

const { Check, Prompt, base } = interactionPolicy;

const isLevel = (value: unknown): value is Level => levels.some((level) => level === value);

interface AcrRequest {
  readonly essential?: boolean;
  readonly value?: unknown;
  readonly values?: unknown;
}

/**
 * The assurance levels a request asks for. Needed is the client's minimum or the lowest level that an essential `acr` claim admits
 * (OpenID Connect Core section 5.5.1.1), whichever is higher; `acr_values` are a wish, in order of preference (section 3.1.2.1).
 * Throws `unmet_authentication_requirements` for an essential value nobody here can reach.
 */
export function levelsAsked(request: {
  acrValues?: string | undefined;
  acr?: AcrRequest | undefined;
  client: Pick<ClientRow, 'minimum_acr'>;
}): { level: Level; preferred: readonly Level[] } {
  const wanted: Level[] = [request.client.minimum_acr];
  const essential = essentialLevels(request.acr);
  if (essential !== undefined) {
    const lowest = levels.find((level) => essential.includes(level));
    if (lowest === undefined) throw new errors.UnmetAuthenticationRequirements('none of the requested acr values is supported');
    wanted.push(lowest);
  }
  return {
    level: levels.findLast((level) => wanted.includes(level)) ?? 'LoA1',
    preferred: request.acrValues?.split(' ').filter(isLevel) ?? [],
  };
}

function essentialLevels(acr: AcrRequest | undefined): readonly unknown[] | undefined {
  if (acr?.essential !== true) return undefined;
  if (acr.values !== undefined && !Array.isArray(acr.values)) throw new errors.InvalidRequest('invalid claims.id_token.acr.values type');
  if (Array.isArray(acr.values)) return acr.values as unknown[];
  return acr.value === undefined ? undefined : [acr.value];
}

/**
 * What the ID token says: the level reached, except that an essential request is answered with one of its own values
 * (the highest that is reached), as section 5.5.1.1 demands.
 */
export function reportedLevel(reached: Level, acr: AcrRequest | undefined): Level {
  const essential = essentialLevels(acr);
  if (essential === undefined) return reached;
  const upTo = levels.slice(0, levels.indexOf(reached) + 1);
  return upTo.findLast((level) => essential.includes(level)) ?? reached;
}

export interface PolicyDeps {
  /** The level the session reaches now for the account that was loaded, or null. */
  readonly reached: (ctx: KoaContextWithOIDC) => Level | null;
  readonly client: (ctx: KoaContextWithOIDC) => ClientRow;
  /** Whether the account of the session can reach a level with what it has. */
  readonly reachable: (ctx: KoaContextWithOIDC) => Promise<(level: Level) => boolean>;
  /** The `sub` of the account in the session for the client that asks. */
  readonly subject: (ctx: KoaContextWithOIDC) => Promise<string>;
}

/**
 * The `acr` claim request of the ID token, as the portal wrote it. Not what oidc-provider made of it: that puts `acr_values` in its place, and a
 * wish would take the place of a condition. It has checked the parameter by then.
 */
export function acrRequest(ctx: KoaContextWithOIDC): AcrRequest | undefined {
  const claims = param(ctx, 'claims');
  if (claims === undefined) return undefined;
  return (JSON.parse(claims) as { id_token?: { acr?: AcrRequest | null } | null }).id_token?.acr ?? undefined;
}

/**
 * The prompts in the order in which they are shown: create an account (OpenID Connect Prompt Create 1.0), choose one, sign in,
 * consent. Each check is one reason to stop the person.
 */
export function createPolicy(deps: PolicyDeps): interactionPolicy.DefaultPolicy {
  const policy = base();
  // The first prompt is looked at for every request, so what nobody can fulfil goes back to the portal before any page.
  const possible = new Check(
    'assurance_possible',
    'the requested assurance level does not exist',
    'unmet_authentication_requirements',
    (ctx) => {
      needed(ctx, deps);
      return Check.NO_NEED_TO_PROMPT;
    },
  );
  policy.add(new Prompt({ name: 'create', requestable: true }, possible), 0);
  // Answered on the page that asks who signs in: it names the person in the session and lets another one in.
  policy.add(new Prompt({ name: 'select_account', requestable: true }), 1);

  const login = policy.get('login');
  if (login === undefined) throw new Error('oidc-provider has no login prompt any more');
  // Replaced by `assurance`, which knows that a higher level satisfies a lower one.
  login.checks.remove('essential_acrs');
  login.checks.remove('essential_acr');
  login.checks.add(
    new Check(
      'account_unavailable',
      'the account cannot be used',
      (ctx) => ctx.oidc.session?.accountId !== undefined && ctx.oidc.account === undefined,
    ),
  );
  login.checks.add(
    new Check('assurance', 'the requested assurance level is not met', 'unmet_authentication_requirements', async (ctx) => {
      const { session, account } = ctx.oidc;
      if (session?.accountId === undefined || account === undefined) return Check.NO_NEED_TO_PROMPT;
      const asked = needed(ctx, deps);
      const reached = deps.reached(ctx);
      const answered = ctx.oidc.result?.login !== undefined;
      if (reached === null || !atLeast(reached, asked.level)) {
        // The person has just done what they can: another round would only repeat it.
        if (answered) throw new errors.UnmetAuthenticationRequirements(`assurance level ${asked.level} was not reached`);
        return Check.REQUEST_PROMPT;
      }
      // What is only wished for is asked of the person once, never where they may not be asked, and never in vain.
      const wishes = !answered && !ctx.oidc.prompts.has('none') && asked.preferred.some((level) => !atLeast(reached, level));
      if (wishes && !atLeast(reached, levelAsked(asked, await deps.reachable(ctx)))) return Check.REQUEST_PROMPT;
      session.acr = reportedLevel(reached, acrRequest(ctx));
      return Check.NO_NEED_TO_PROMPT;
    }),
  );
  once(login, 'claims_id_token_sub_value');
  login.checks.add(
    // oidc-provider looks at the hint only before the sign-in (OpenID Connect Core section 3.1.2.1: whoever signs in must be that person).
    new Check('id_token_hint_answered', 'somebody else signed in than the request asked for', 'login_required', async (ctx) => {
      const hint = param(ctx, 'id_token_hint');
      if (hint === undefined || ctx.oidc.result?.login === undefined || ctx.oidc.session?.accountId === undefined)
        return Check.NO_NEED_TO_PROMPT;
      // Its signature was checked when the request came in; the request has been in our keeping since.
      if (decodeJwt(hint).sub === (await deps.subject(ctx))) return Check.NO_NEED_TO_PROMPT;
      throw new errors.LoginRequired('somebody else signed in than the request asked for');
    }),
  );
  return policy;
}

const needed = (ctx: KoaContextWithOIDC, deps: PolicyDeps): { level: Level; preferred: readonly Level[] } =>
  levelsAsked({ acrValues: param(ctx, 'acr_values'), acr: acrRequest(ctx), client: deps.client(ctx) });

/** After a fresh sign-in as somebody else than the request names, the answer is an error, not the same page again. */
function once(prompt: interactionPolicy.Prompt, reason: string): void {
  const check = prompt.checks.get(reason);
  if (check === undefined) throw new Error(`oidc-provider has no check ${reason} any more`);
  const original = check.check;
  check.check = async (ctx) => {
    const again = await original(ctx);
    if (again === true && ctx.oidc.result?.login !== undefined)
      throw new errors.LoginRequired('somebody else signed in than the request asked for');
    return again;
  };
}

export function param(ctx: KoaContextWithOIDC, name: string): string | undefined {
  const value = ctx.oidc.params?.[name];
  return typeof value === 'string' ? value : undefined;
}

import { keySetComplaints } from './client-keys.ts';
import { isMember, readable, type RegistrationInput } from './registration-input.ts';
import { defaultGrant, type ScopeGrant } from './scopes.ts';

export interface Registration {
  readonly id: string | undefined;
  readonly agencyCode: string;
  readonly nameVi: string;
  readonly nameEn: string;
  readonly profile: 'fapi2' | 'basic';
  readonly minimumAcr: 'LoA1' | 'LoA2' | 'LoA3';
  readonly scopes: readonly ScopeGrant[];
  readonly basicUntil: string | null;
  readonly pkceExemptUntil: string | null;
  readonly pkceExemptReason: string | null;
  /** RFC 7591 members as oidc-provider takes them, without id, secret and scope. */
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly needsSecret: boolean;
  /** A private_key_jwt client without keys of its own: one is made for it and shown once. */
  readonly needsKey: boolean;
  /** Members of the input that had no effect. */
  readonly ignored: readonly string[];
}

/** What is wrong with a registration, each with the member it concerns. */
export class RegistrationRefused extends Error {
  readonly issues: readonly { readonly member: string; readonly message: string }[];
  constructor(issues: readonly { member: string; message: string }[]) {
    super(issues.map((issue) => `${issue.member}: ${issue.message}`).join('; '));
    this.name = 'RegistrationRefused';
    this.issues = issues;
  }
}

const oneYear = (today: string): string => `${Number(today.slice(0, 4)) + 1}${today.slice(4)}`;

/** A registration as far as it could be read, and everything that is wrong with it. */
export interface Judged {
  readonly registration: Registration;
  readonly issues: readonly { readonly member: string; readonly message: string }[];
}

/**
 * Checks a registration against the rules of its profile and fills in what follows from them. Everything that is wrong comes together, each
 * with the remedy: a member that cannot be read is complained of and left out, and the rest is judged without it. Throws RegistrationRefused
 * for what is no registration at all. `today` is an ISO date; `loopback` allows http addresses on localhost.
 */
export function judgeRegistration(input: unknown, { today, loopback }: { today: string; loopback: boolean }): Judged {
  const { given, issues, unread } = readable(input);
  if (given === null) throw new RegistrationRefused(issues);
  const refuse = (member: string, message: string): void => {
    if (!unread.has(member.split('.')[0] ?? '')) issues.push({ member, message });
  };

  const profile = given.profile ?? (given.token_endpoint_auth_method?.startsWith('client_secret') === true ? 'basic' : 'fapi2');
  const method =
    given.token_endpoint_auth_method ??
    (profile === 'basic' && given.jwks === undefined && given.jwks_uri === undefined ? 'client_secret_basic' : 'private_key_jwt');
  if (profile === 'fapi2') {
    if (method !== 'private_key_jwt') refuse('token_endpoint_auth_method', 'the fapi2 profile authenticates with private_key_jwt');
    if (given.require_pushed_authorization_requests === false)
      refuse('require_pushed_authorization_requests', 'the fapi2 profile always uses PAR');
    if (given.dpop_bound_access_tokens === false) refuse('dpop_bound_access_tokens', 'the fapi2 profile always binds tokens with DPoP');
    for (const member of ['token_endpoint_auth_signing_alg', 'id_token_signed_response_alg'] as const) {
      if (given[member] === 'RS256') refuse(member, 'RS256 is only for the basic profile; use ES256 or PS256');
    }
    if (given.pkce_exempt_until !== undefined) refuse('pkce_exempt_until', 'only a basic client can be exempted from PKCE');
  }
  if (given.jwks !== undefined && given.jwks_uri !== undefined) refuse('jwks', 'give jwks or jwks_uri, not both');
  for (const { member, message } of keySetComplaints(given.jwks?.keys ?? [])) refuse(member, message);
  if (method !== 'private_key_jwt' && (given.jwks ?? given.jwks_uri) !== undefined && given.token_endpoint_auth_signing_alg !== undefined) {
    refuse('token_endpoint_auth_signing_alg', `has no meaning with ${method}: leave it out`);
  }
  const grantTypes = given.grant_types ?? ['authorization_code', 'refresh_token'];
  const signsPeopleIn = grantTypes.includes('authorization_code');
  if (signsPeopleIn && given.redirect_uris.length === 0) refuse('redirect_uris', 'name at least one redirect URI');
  if (grantTypes.includes('refresh_token') && !signsPeopleIn) refuse('grant_types', 'refresh_token needs authorization_code');

  for (const [member, addresses] of Object.entries({
    redirect_uris: given.redirect_uris,
    post_logout_redirect_uris: given.post_logout_redirect_uris,
    backchannel_logout_uri: given.backchannel_logout_uri === undefined ? [] : [given.backchannel_logout_uri],
    jwks_uri: given.jwks_uri === undefined ? [] : [given.jwks_uri],
    client_uri: given.client_uri === undefined ? [] : [given.client_uri],
  })) {
    for (const address of addresses) {
      const problem = addressProblem(address, loopback);
      if (problem !== null) refuse(member, `${JSON.stringify(address.slice(0, 120))} ${problem}`);
    }
  }

  const latest = oneYear(today);
  if (given.pkce_exempt_until !== undefined) {
    if (given.pkce_exempt_reason === undefined) refuse('pkce_exempt_reason', 'say why this client cannot use PKCE');
    if (given.pkce_exempt_until > latest) refuse('pkce_exempt_until', `at most twelve months: ${latest} at the latest`);
  } else if (given.pkce_exempt_reason !== undefined) refuse('pkce_exempt_until', 'say until when the exemption lasts');

  const scopes = readScopes(given.scope, given.scopes, signsPeopleIn);
  if (signsPeopleIn && !scopes.some((grant) => grant.scope === 'openid')) refuse('scope', 'must contain openid');

  const registration = {
    id: given.client_id,
    agencyCode: given.agency.toUpperCase(),
    nameVi: given['client_name#vi'] ?? given.client_name,
    nameEn: given['client_name#en'] ?? given.client_name,
    profile,
    minimumAcr: given.minimum_acr,
    scopes,
    basicUntil: profile === 'basic' ? (given.basic_until ?? oneYear(latest)) : null,
    pkceExemptUntil: given.pkce_exempt_until ?? null,
    pkceExemptReason: given.pkce_exempt_reason ?? null,
    needsSecret: method !== 'private_key_jwt',
    ignored: Object.keys(input as object).filter((member) => !isMember(member)),
    needsKey: method === 'private_key_jwt' && given.jwks === undefined && given.jwks_uri === undefined,
    metadata: compact({
      client_name: given.client_name,
      'client_name#vi': given['client_name#vi'],
      'client_name#en': given['client_name#en'],
      client_uri: given.client_uri,
      contacts: given.contacts,
      redirect_uris: given.redirect_uris,
      post_logout_redirect_uris: given.post_logout_redirect_uris,
      backchannel_logout_uri: given.backchannel_logout_uri,
      backchannel_logout_session_required:
        given.backchannel_logout_uri === undefined ? undefined : given.backchannel_logout_session_required,
      response_types: signsPeopleIn ? ['code'] : [],
      grant_types: grantTypes,
      token_endpoint_auth_method: method,
      token_endpoint_auth_signing_alg: given.token_endpoint_auth_signing_alg,
      id_token_signed_response_alg: given.id_token_signed_response_alg ?? (profile === 'basic' ? 'RS256' : 'ES256'),
      userinfo_signed_response_alg: given.userinfo_signed_response_alg,
      require_pushed_authorization_requests: profile === 'fapi2' ? true : (given.require_pushed_authorization_requests ?? false),
      dpop_bound_access_tokens: profile === 'fapi2' ? true : (given.dpop_bound_access_tokens ?? false),
      default_max_age: given.default_max_age,
      default_acr_values: given.default_acr_values,
      jwks: given.jwks,
      jwks_uri: given.jwks_uri,
    }),
  };
  return { registration, issues };
}

function readScopes(scope: string | undefined, scopes: RegistrationInput['scopes'], signsPeopleIn: boolean): ScopeGrant[] {
  const named = new Map<string, ScopeGrant>();
  for (const name of scope?.split(' ').filter((part) => part !== '') ?? []) named.set(name, defaultGrant(name));
  for (const entry of scopes ?? []) {
    const usual = defaultGrant(typeof entry === 'string' ? entry : entry.scope);
    named.set(usual.scope, typeof entry === 'string' ? usual : { ...usual, ...compact(entry), scope: entry.scope });
  }
  if (named.size === 0 && signsPeopleIn) for (const name of ['openid', 'profile']) named.set(name, defaultGrant(name));
  return [...named.values()];
}

/** Why an address may not be registered, or null. Exact addresses only: no wildcard, fragment, user-info or odd spelling. */
function addressProblem(address: string, loopback: boolean): string | null {
  const url = URL.parse(address);
  if (url === null) return 'is not an absolute URL';
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(loopback && local && url.protocol === 'http:')) return 'must begin with https://';
  if (url.username !== '' || url.password !== '') return 'must not contain user information';
  if (url.hash !== '' || address.includes('#')) return 'must not contain a fragment';
  if (address.includes('*')) return 'must be exact: wildcards are not possible';
  if (/[\\\s]|%2e|%2f|%5c|\/\.\.?(\/|$)|;/i.test(address.split('?')[0] ?? '')) return 'contains a path that can be read in two ways';
  if (url.href !== address && `${url.href}` !== `${address}/`) return `is not in its normal form; write ${url.href}`;
  return null;
}

function compact<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

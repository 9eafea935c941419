import type { ClientRow } from './client-sql.ts';
import { RegistrationRefused } from './registration.ts';

type Document = Record<string, unknown>;

/** What `client show` prints beside the registration: it may come back and changes nothing. */
const shownOnly = ['client_id', 'status', 'client_id_issued_at', 'issuer', 'client_secret_expires_at', 'previous_secret_until'];

/** What follows from the profile, unless it is said again. */
const ofProfile = [
  'token_endpoint_auth_method',
  'token_endpoint_auth_signing_alg',
  'id_token_signed_response_alg',
  'require_pushed_authorization_requests',
  'dpop_bound_access_tokens',
  'basic_until',
];

/** The registration as it would be handed in with the changes; null takes a member away, as in RFC 7396, and what is not named stays. */
export function patched(row: ClientRow, patch: unknown): { document: Document; issues: { member: string; message: string }[] } {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch))
    throw new RegistrationRefused([{ member: 'registration', message: 'must be a JSON object with the members that change' }]);
  const changes: Document = { ...patch };
  const issues: { member: string; message: string }[] = [];
  if (changes['client_id'] !== undefined && changes['client_id'] !== row.id)
    issues.push({ member: 'client_id', message: `cannot be changed; it is ${row.id}` });
  const { agency } = changes;
  if (agency !== undefined && (typeof agency !== 'string' || agency.toUpperCase() !== row.agency_code))
    issues.push({ member: 'agency', message: 'cannot be changed, since every sub belongs to it: register a new client' });
  for (const name of [...shownOnly, 'agency']) delete changes[name];

  const document: Document = { ...present(row) };
  if (changes['profile'] !== undefined && changes['profile'] !== row.profile) for (const name of ofProfile) delete document[name];
  if (
    changes['token_endpoint_auth_method'] !== undefined &&
    changes['token_endpoint_auth_method'] !== row.metadata['token_endpoint_auth_method']
  )
    delete document['token_endpoint_auth_signing_alg'];
  if (changes['jwks_uri'] !== undefined && changes['jwks_uri'] !== null) delete document['jwks'];
  if (changes['jwks'] !== undefined && changes['jwks'] !== null) delete document['jwks_uri'];
  if (typeof changes['scope'] === 'string' && changes['scopes'] === undefined) {
    const names = new Set(changes['scope'].split(' '));
    document['scopes'] = row.scopes.filter((grant) => names.has(grant.scope));
  }
  // As printed by `client show`, both name the same scopes; the list says more.
  if (changes['scopes'] !== undefined) delete changes['scope'];
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) delete document[name];
    else document[name] = value;
  }
  return { document, issues };
}

function present(row: ClientRow): Document {
  const all: Document = {
    ...row.metadata,
    agency: row.agency_code,
    profile: row.profile,
    scopes: row.scopes,
    minimum_acr: row.minimum_acr,
    basic_until: row.basic_until,
    pkce_exempt_until: row.pkce_exempt_until,
    pkce_exempt_reason: row.pkce_exempt_reason,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null && value !== undefined));
}

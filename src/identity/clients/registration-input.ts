import { z } from 'zod';

const text = z.string().trim().min(1).max(200);
const algorithm = z.enum(['ES256', 'PS256', 'RS256', 'EdDSA', 'Ed25519']);
const day = z.iso.date();
const grantType = z.enum(['authorization_code', 'refresh_token', 'client_credentials']);

const scopeGrant = z.union([
  z.string().min(1).max(100),
  z.strictObject({
    scope: z.string().min(1).max(100),
    purpose_vi: text.optional(),
    purpose_en: text.optional(),
    legal_basis: text.optional(),
    consent: z.boolean().optional(),
  }),
]);

/**
 * What an agency hands in: client metadata of RFC 7591 section 2, OpenID Connect Registration and RP-initiated /
 * back-channel logout, plus `agency`, `profile` and the approved `scopes` with purpose and legal basis. Members nobody
 * knows are ignored, as RFC 7591 section 2 demands, and named in the answer so that a misspelt one is noticed.
 */
const registrationInput = z.object({
  client_id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{2,63}$/, 'lower-case letters, digits and hyphens, 3 to 64')
    .optional(),
  agency: z.string().trim().min(2).max(35).default('MC'),
  profile: z.enum(['fapi2', 'basic']).optional(),
  client_name: text,
  'client_name#vi': text.optional(),
  'client_name#en': text.optional(),
  redirect_uris: z.array(z.string().max(2000)).max(50).default([]),
  post_logout_redirect_uris: z.array(z.string().max(2000)).max(50).default([]),
  backchannel_logout_uri: z.string().max(2000).optional(),
  backchannel_logout_session_required: z.boolean().default(true),
  client_uri: z.string().max(2000).optional(),
  contacts: z.array(z.email()).max(10).optional(),
  application_type: z.literal('web').optional(),
  response_types: z.array(z.literal('code')).optional(),
  grant_types: z.array(grantType).min(1).optional(),
  token_endpoint_auth_method: z.enum(['private_key_jwt', 'client_secret_basic', 'client_secret_post']).optional(),
  token_endpoint_auth_signing_alg: algorithm.optional(),
  id_token_signed_response_alg: algorithm.optional(),
  userinfo_signed_response_alg: algorithm.optional(),
  subject_type: z.literal('pairwise').optional(),
  require_pushed_authorization_requests: z.boolean().optional(),
  dpop_bound_access_tokens: z.boolean().optional(),
  default_max_age: z.number().int().positive().optional(),
  default_acr_values: z.array(z.enum(['LoA1', 'LoA2', 'LoA3'])).optional(),
  // What is no key is told beside what is wrong with the others.
  jwks: z.strictObject({ keys: z.array(z.unknown()).min(1).max(20) }).optional(),
  jwks_uri: z.string().max(2000).optional(),
  scope: z.string().max(1000).optional(),
  scopes: z.array(scopeGrant).max(60).optional(),
  minimum_acr: z.enum(['LoA1', 'LoA2', 'LoA3']).default('LoA1'),
  basic_until: day.optional(),
  pkce_exempt_until: day.optional(),
  pkce_exempt_reason: text.optional(),
});

export type RegistrationInput = z.infer<typeof registrationInput>;

/** Whether a member means anything here; others are ignored and named. */
export const isMember = (name: string): boolean => name in registrationInput.shape;

export interface Issue {
  readonly member: string;
  readonly message: string;
}

/** What follows from a value that is not possible here, where that is not plain. */
const reasons: Readonly<Record<string, string>> = {
  token_endpoint_auth_method: 'a client without a secret or key cannot be registered: put a server of yours between (backend for frontend)',
  application_type: 'there are no public clients: an app signs in through a server of yours (backend for frontend)',
  response_types: 'the code flow is the only one',
  grant_types: 'implicit, password and token exchange are not offered',
  id_token_signed_response_alg: 'none and HS256 are not offered',
};

/**
 * The members that can be read, with a name in place of a missing one so that the rest can be judged; null for what is no registration at all.
 * In a list only what cannot be read is left out. `unread` are the members of which nothing is left, and which nobody should miss again.
 */
export function readable(input: unknown): { given: RegistrationInput | null; issues: Issue[]; unread: ReadonlySet<string> } {
  const first = registrationInput.safeParse(input);
  if (first.success) return { given: first.data, issues: [], unread: new Set() };
  const issues = first.error.issues.map((issue) => ({ member: issue.path.join('.') || 'registration', message: remedy(issue) }));
  const unread = new Set<string>();
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return { given: null, issues, unread };
  const sound: Record<string, unknown> = { ...input };
  const spoilt = new Map<string, Set<unknown>>();
  for (const { path } of first.error.issues) {
    const [member, index] = [String(path[0]), path[1]];
    if (typeof index === 'number' && Array.isArray(sound[member])) spoilt.set(member, (spoilt.get(member) ?? new Set()).add(index));
    else {
      unread.add(member);
      delete sound[member];
    }
  }
  for (const [member, indices] of spoilt) {
    const left = (sound[member] as readonly unknown[]).filter((_each, index) => !indices.has(index));
    if (left.length > 0) sound[member] = left;
    else {
      unread.add(member);
      delete sound[member];
    }
  }
  const second = registrationInput.safeParse({ client_name: '?', ...sound });
  return { given: second.success ? second.data : null, issues, unread };
}

/** A complaint of the schema in a sentence that says what to write instead. */
function remedy(issue: z.core.$ZodIssue): string {
  const because = reasons[String(issue.path[0])];
  const more = because === undefined ? '' : `: ${because}`;
  if (issue.code === 'invalid_type') {
    const kind =
      issue.expected === 'array'
        ? 'a list'
        : issue.expected === 'object' || issue.expected === 'record'
          ? 'a JSON object'
          : `a ${issue.expected}`;
    return issue.input === undefined && issue.path.length === 1 ? `is missing or is not ${kind}` : `must be ${kind}`;
  }
  if (issue.code === 'invalid_value') return `must be ${issue.values.map(String).join(' or ')}${more}`;
  if (issue.code === 'invalid_union')
    return 'must be a name, or an object with scope and, where wanted, purpose_vi, purpose_en, legal_basis and consent';
  if (issue.code === 'too_small') return 'is empty or too small: write what it is, or leave it out';
  if (issue.code === 'too_big') return `is too long or too many: ${String(issue.maximum)} at most`;
  if (issue.code === 'unrecognized_keys') return `has members nobody knows (${issue.keys.join(', ')}): leave them out`;
  return issue.message;
}

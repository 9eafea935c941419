import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '#shared/clock';
import { randomToken, sha256 } from '#shared/crypto';
import type { Tx } from '#shared/db';
import type { Events } from '#identity/events';
import { changeClient, findClient, type ClientRow } from './client-sql.ts';
import { makeKey } from './credentials.ts';
import { complaintsAbout } from './known.ts';
import { patched } from './patch.ts';
import { RegistrationRefused, judgeRegistration, type Registration } from './registration.ts';

/** One member of a registration, before and after. */
export interface ClientChange {
  readonly member: string;
  readonly from: unknown;
  readonly to: unknown;
}

export interface ChangedClient {
  readonly changes: readonly ClientChange[];
  /** Made because the new way of authenticating needs it, and shown this once. */
  readonly clientSecret: string | null;
  readonly privateJwk: Readonly<Record<string, unknown>> | null;
  readonly ignored: readonly string[];
}

/** How a registration changes. Each answers null when there is no such client, throws RegistrationRefused with every reason, and is on the trail. */
export interface ClientChanges {
  /**
   * Changes the members that `patch` names (RFC 7591 metadata and what `create` takes beside it); null takes a member away, and what is not named
   * stays. Without `apply` only the difference is told. Never changes the agency: `sub` values belong to it.
   */
  update(tx: Tx, input: { id: string; patch: unknown; apply: boolean; actor: string }): Promise<ChangedClient | null>;
  /** Adds a public key beside those there are. */
  addKey(tx: Tx, input: { id: string; jwk: unknown; actor: string }): Promise<ChangedClient | null>;
  /** Takes a key away; never the last one. */
  removeKey(tx: Tx, input: { id: string; kid: string; actor: string }): Promise<ChangedClient | null>;
  /** Gives a new secret; the present one is good until `until`, and one before it ends now. */
  rotateSecret(tx: Tx, input: { id: string; until: Date; actor: string }): Promise<{ clientSecret: string } | null>;
}

export interface ChangesDeps {
  readonly clock: Clock;
  readonly events: Events;
  readonly loopback: boolean;
  readonly view: (row: ClientRow) => Readonly<Record<string, unknown>>;
}

const refused = (member: string, message: string): RegistrationRefused => new RegistrationRefused([{ member, message }]);

export function createChanges({ clock, events, loopback, view }: ChangesDeps): ClientChanges {
  /** What the registration would be, with the credentials it would need and has not. */
  const planned = async (tx: Tx, row: ClientRow, patch: unknown) => {
    const { document, issues: misdirected } = patched(row, patch);
    const judged = judgeRegistration(document, { today: clock.now().toISOString().slice(0, 10), loopback });
    const issues = [...misdirected, ...judged.issues, ...(await complaintsAbout(tx, judged.registration))];
    if (issues.length > 0) throw new RegistrationRefused(issues);
    const wanted = judged.registration;
    const made = wanted.needsKey ? await makeKey() : null;
    const metadata = made === null ? wanted.metadata : { ...wanted.metadata, jwks: { keys: [made.publicJwk] } };
    const secret = wanted.needsSecret && row.secret_hash === null ? randomToken(32) : null;
    return { wanted, metadata, secret, privateJwk: made?.privateJwk ?? null };
  };

  const change = async (
    tx: Tx,
    input: { id: string; patch: unknown; apply: boolean; actor: string; type: string },
  ): Promise<ChangedClient | null> => {
    const row = await findClient(tx, input.id);
    if (row === null) return null;
    const { wanted, metadata, secret, privateJwk } = await planned(tx, row, input.patch);
    const after = changedRow(row, { wanted, metadata, secret });
    const changes = differences(view(row), view(after));
    const outcome = {
      changes,
      clientSecret: input.apply ? secret : null,
      privateJwk: input.apply ? privateJwk : null,
      ignored: wanted.ignored,
    };
    if (!input.apply || changes.length === 0) return outcome;
    const at = clock.now();
    const changed = await changeClient(tx, {
      ...{ id: row.id, read: row.updated_at, at, nameVi: after.name_vi, nameEn: after.name_en, profile: after.profile },
      ...{
        secretHash: after.secret_hash,
        previousSecretHash: after.previous_secret_hash,
        previousSecretUntil: after.previous_secret_until,
      },
      ...{ metadata, scopes: after.scopes, minimumAcr: after.minimum_acr, basicUntil: after.basic_until },
      ...{ pkceExemptUntil: after.pkce_exempt_until, pkceExemptReason: after.pkce_exempt_reason },
    });
    if (!changed) throw refused('registration', 'somebody else has changed it at the same moment; look at it and try again');
    await events.record(tx, {
      type: input.type,
      clientId: row.id,
      actor: input.actor,
      detail: { members: changes.map(({ member }) => member) },
    });
    return outcome;
  };

  const keysOf = async (tx: Tx, id: string): Promise<readonly Readonly<Record<string, unknown>>[] | null> => {
    const row = await findClient(tx, id);
    if (row === null) return null;
    if (row.metadata['jwks_uri'] !== undefined)
      throw refused('jwks_uri', 'this client publishes its keys there: add or remove them at that address');
    return (row.metadata['jwks'] as { keys: Readonly<Record<string, unknown>>[] } | undefined)?.keys ?? [];
  };

  return {
    update: (tx, input) => change(tx, { ...input, type: 'client.updated' }),
    async addKey(tx, { id, jwk, actor }) {
      const keys = await keysOf(tx, id);
      if (keys === null) return null;
      return change(tx, { id, patch: { jwks: { keys: [...keys, jwk] } }, apply: true, actor, type: 'client.key-added' });
    },
    async removeKey(tx, { id, kid, actor }) {
      const keys = await keysOf(tx, id);
      if (keys === null) return null;
      const left = keys.filter((key) => key['kid'] !== kid);
      if (left.length === keys.length) throw refused('kid', `there is no key ${JSON.stringify(kid)}; client show lists them`);
      if (left.length === 0) throw refused('kid', 'this is the only key: add the new one first');
      return change(tx, { id, patch: { jwks: { keys: left } }, apply: true, actor, type: 'client.key-removed' });
    },
    async rotateSecret(tx, { id, until, actor }) {
      const row = await findClient(tx, id);
      if (row === null) return null;
      if (row.secret_hash === null)
        throw refused('token_endpoint_auth_method', 'this client has no secret; its keys change by client key add and remove');
      const secret = randomToken(32);
      const at = clock.now();
      const changed = await changeClient(tx, {
        ...{ id: row.id, read: row.updated_at, at, nameVi: row.name_vi, nameEn: row.name_en, profile: row.profile },
        ...{ secretHash: sha256(secret), previousSecretHash: row.secret_hash, previousSecretUntil: until },
        ...{ metadata: row.metadata, scopes: row.scopes, minimumAcr: row.minimum_acr, basicUntil: row.basic_until },
        ...{ pkceExemptUntil: row.pkce_exempt_until, pkceExemptReason: row.pkce_exempt_reason },
      });
      if (!changed) throw refused('registration', 'somebody else has changed it at the same moment; look at it and try again');
      await events.record(tx, { type: 'client.secret-rotated', clientId: id, actor, detail: { previous_until: until.toISOString() } });
      return { clientSecret: secret };
    },
  };
}

/** The row as it will be. A secret that is not needed any more ends with the one before it. */
function changedRow(
  row: ClientRow,
  { wanted, metadata, secret }: { wanted: Registration; metadata: Readonly<Record<string, unknown>>; secret: string | null },
): ClientRow {
  const kept = wanted.needsSecret ? {} : { previous_secret_hash: null, previous_secret_until: null };
  return {
    ...row,
    ...kept,
    name_vi: wanted.nameVi,
    name_en: wanted.nameEn,
    profile: wanted.profile,
    secret_hash: wanted.needsSecret ? (secret === null ? row.secret_hash : sha256(secret)) : null,
    metadata: { ...metadata },
    scopes: [...wanted.scopes],
    minimum_acr: wanted.minimumAcr,
    basic_until: wanted.basicUntil,
    pkce_exempt_until: wanted.pkceExemptUntil,
    pkce_exempt_reason: wanted.pkceExemptReason,
  };
}

function differences(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): ClientChange[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .toSorted()
    .filter((member) => member !== 'scope' && !isDeepStrictEqual(before[member] ?? null, after[member] ?? null))
    .map((member) => ({ member, from: before[member] ?? null, to: after[member] ?? null }));
}

import { randomToken, sha256 } from '#shared/crypto';
import type { Clock } from '#shared/clock';
import type { Tx } from '#shared/db';
import type { Events } from '#identity/events';
import {
  agencyIsKnown,
  findClient,
  insertClient,
  listClients,
  listResources,
  saveResource,
  setClientStatus,
  type ClientRow,
  type ResourceRow,
} from './client-sql.ts';
import { createChanges, type ClientChanges } from './client-update.ts';
import { makeKey, randomId } from './credentials.ts';
import { complaintsAbout } from './known.ts';
import { RegistrationRefused, judgeRegistration } from './registration.ts';

/** A registration as it is shown: never the secret's hash. */
export interface ClientView {
  readonly client_id: string;
  readonly agency: string;
  readonly profile: 'fapi2' | 'basic';
  readonly status: 'active' | 'disabled';
  readonly scopes: ClientRow['scopes'];
  readonly scope: string;
  readonly minimum_acr: string;
  readonly basic_until: string | null;
  readonly pkce_exempt_until: string | null;
  readonly pkce_exempt_reason: string | null;
  readonly client_id_issued_at: number;
  readonly [member: string]: unknown;
}

/** The registration with the credentials that are shown this once. */
export interface CreatedClient {
  readonly registration: ClientView;
  readonly clientSecret: string | null;
  /** Made for a private_key_jwt client that brought no key; the agency keeps it, we keep the public half. */
  readonly privateJwk: Readonly<Record<string, unknown>> | null;
  readonly ignored: readonly string[];
}

export interface Clients extends ClientChanges {
  /** Registers a client. Throws RegistrationRefused with every reason. */
  create(tx: Tx, input: unknown, actor: string): Promise<CreatedClient>;
  show(tx: Tx, id: string): Promise<ClientView | null>;
  list(tx: Tx, input: { after?: string; limit: number }): Promise<readonly ClientView[]>;
  /** False when there is no such client or it is disabled already. Its tokens and sessions stop working at once. */
  disable(tx: Tx, input: { id: string; actor: string }): Promise<boolean>;
  /** False when there is no such client or it is enabled already. */
  enable(tx: Tx, input: { id: string; actor: string }): Promise<boolean>;
  resources(tx: Tx): Promise<readonly ResourceRow[]>;
  /** Registers an API or replaces it. Throws RegistrationRefused for an unknown agency. */
  saveResource(tx: Tx, input: ResourceRow): Promise<void>;
}

export function createClients(options: { clock: Clock; events: Events; loopback: boolean }): Clients {
  const { clock, events, loopback } = options;
  return {
    async create(tx, input, actor) {
      const now = clock.now();
      const { registration: wanted, issues } = judgeRegistration(input, { today: now.toISOString().slice(0, 10), loopback });
      const all = [...issues, ...(await complaintsAbout(tx, wanted))];
      if (wanted.id !== undefined && (await findClient(tx, wanted.id)) !== null) all.push(taken(wanted.id));
      if (all.length > 0) throw new RegistrationRefused(all);
      const secret = wanted.needsSecret ? randomToken(32) : null;
      const made = wanted.needsKey ? await makeKey() : null;
      const id = wanted.id ?? `${wanted.agencyCode.toLowerCase().replaceAll('.', '-')}-${randomId()}`;
      const metadata = made === null ? wanted.metadata : { ...wanted.metadata, jwks: { keys: [made.publicJwk] } };
      const inserted = await insertClient(tx, {
        ...wanted,
        id,
        secretHash: secret === null ? null : sha256(secret),
        metadata,
        at: now,
      });
      if (!inserted) throw new RegistrationRefused([taken(id)]);
      await events.record(tx, {
        type: 'client.registered',
        clientId: id,
        actor,
        detail: { agency: wanted.agencyCode, profile: wanted.profile },
      });
      const row = await findClient(tx, id);
      if (row === null) throw new Error(`client ${id} vanished while it was registered`);
      return { registration: view(row), clientSecret: secret, privateJwk: made?.privateJwk ?? null, ignored: wanted.ignored };
    },
    async show(tx, id) {
      const row = await findClient(tx, id);
      return row === null ? null : view(row);
    },
    async list(tx, input) {
      return (await listClients(tx, { after: input.after ?? '', limit: input.limit })).map(view);
    },
    async disable(tx, input) {
      const changed = await setClientStatus(tx, { id: input.id, status: 'disabled', at: clock.now() });
      if (changed) await events.record(tx, { type: 'client.disabled', clientId: input.id, actor: input.actor });
      return changed;
    },
    async enable(tx, input) {
      const changed = await setClientStatus(tx, { id: input.id, status: 'active', at: clock.now() });
      if (changed) await events.record(tx, { type: 'client.enabled', clientId: input.id, actor: input.actor });
      return changed;
    },
    ...createChanges({ clock, events, loopback, view }),
    resources: (tx) => listResources(tx),
    async saveResource(tx, input) {
      if (!(await agencyIsKnown(tx, input.agency_code)))
        throw new RegistrationRefused([{ member: 'agency', message: `there is no agency with the code ${input.agency_code}` }]);
      await saveResource(tx, { ...input, at: clock.now() });
    },
  };
}

function view(row: ClientRow): ClientView {
  return {
    ...row.metadata,
    client_id: row.id,
    agency: row.agency_code,
    profile: row.profile,
    status: row.status,
    scopes: row.scopes,
    scope: row.scopes.map((grant) => grant.scope).join(' '),
    minimum_acr: row.minimum_acr,
    basic_until: row.basic_until,
    pkce_exempt_until: row.pkce_exempt_until,
    pkce_exempt_reason: row.pkce_exempt_reason,
    ...(row.previous_secret_until === null ? {} : { previous_secret_until: row.previous_secret_until.toISOString() }),
    client_id_issued_at: Math.floor(row.created_at.getTime() / 1000),
  };
}

const taken = (id: string) => ({
  member: 'client_id',
  message: `${id} is already registered; choose another, or change it with client update`,
});

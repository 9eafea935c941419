import type { Clock } from '#shared/clock';
import { createBlindIndex, createSealer, type BlindIndex, type Sealer } from '#shared/crypto';
import type { Db, Listener, Tx } from '#shared/db';
import { createJobs, type Queue } from '#shared/jobs';
import { watchLimits } from '#shared/limits';
import type { Log } from '#shared/log';
import type { Metrics } from '#shared/metrics';
import { createNotifier, type SupportedNotifier } from '#shared/notify';
import { createAccounts, createNoticeLimits, type Accounts, type Hashes } from '#identity/accounts';
import { createClientCache, createClients, type ClientCache, type Clients } from '#identity/clients';
import { createEvents, type EventLog } from '#identity/events';
import { createKeys, type Keys } from '#identity/keys';
import { createDisclosures, createLogoutDeliveries, providerMetadata, type Disclosures, type LogoutDeliveries } from '#identity/provider';
import { createRequestMemory, createStore, type RequestMemory, type Store } from '#identity/store';
import { createWrites, type Writes } from '#identity/writes';
import type { IdentityOptions } from './options.ts';

/** The identity module without HTTP: what the command line and the background jobs need as well. */
export interface IdentityServices {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly options: IdentityOptions;
  readonly sealer: Sealer;
  readonly blindIndex: BlindIndex;
  readonly events: EventLog;
  readonly queue: Queue;
  readonly notifier: SupportedNotifier;
  readonly accounts: Accounts;
  readonly clients: Clients;
  readonly keys: Keys;
  readonly clientCache: ClientCache;
  readonly disclosures: Disclosures;
  readonly store: Store;
  readonly deliveries: LogoutDeliveries;
  readonly writes: Writes;
  readonly memory: RequestMemory;
}

/** `listener` tells of changes by other processes; a short command does without. `hashes`: where passwords are hashed, unless here. */
export function createServices({
  listener,
  hashes,
  ...base
}: {
  db: Db;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  options: IdentityOptions;
  listener?: Listener;
  hashes?: Hashes;
}): IdentityServices {
  const { db, clock, log, metrics, options } = base;
  const sealer = createSealer(options.keyEncryptionKeys);
  const blindIndex = createBlindIndex(options.blindIndexKey);
  const events = createEvents({ clock, log, metrics });
  const queue = createJobs({ schema: 'identity_jobs' });
  const watch = watchLimits(metrics, options.limitsOnTrial ?? []);
  const dropped = (): void => {
    metrics.event('notice.dropped');
  };
  const notices = createNoticeLimits({ clock, blindIndex, watch, dropped });
  const notifier = createNotifier({ schema: 'identity', jobs: queue, sealer, blindIndex, clock, gatherSeconds: 900, admit: notices });
  const writes = createWrites({ db, clock });
  const memory = createRequestMemory();
  const accounts = createAccounts({
    clock,
    sealer,
    blindIndex,
    notifier,
    events,
    db,
    writes,
    metrics,
    watch,
    messageCountries: options.messageCountries,
    hashes,
    passwordParameters: options.argon2,
    poolSize: options.passwordPool.size,
    poolQueue: options.passwordPool.queue,
    rp: { id: options.issuer.hostname, name: 'Một Cửa', origin: options.issuer.origin },
  });
  const clients = createClients({ clock, events, loopback: options.localhost });
  const { idToken, accessToken } = options.lifetimes;
  // An API may have its tokens live for up to an hour.
  const keys = createKeys({ clock, sealer, events, longestTokenSeconds: Math.max(3600, idToken, accessToken) });
  const clientCache = createClientCache({ db, clock, log, changes: (handler) => listener?.on('identity_client', handler) });
  const deliveries = createLogoutDeliveries({ clock });
  const parts = { ...base, sealer, blindIndex, events, queue, notifier, accounts, clients, keys, clientCache, writes, memory, deliveries };
  return { ...parts, disclosures: createDisclosures({ db, clock }), store: openStore(parts) };
}

function openStore({
  db,
  clock,
  events,
  queue,
  clientCache,
  options,
  writes,
  memory,
  deliveries,
}: Omit<IdentityServices, 'store' | 'disclosures'>): Store {
  return createStore({
    db,
    clock,
    writes,
    memory,
    sessionMaxSeconds: options.lifetimes.sessionMaximum,
    async findClient(id) {
      const row = await clientCache.find(id);
      return row === null ? undefined : providerMetadata(row);
    },
    async onRace(race) {
      await events.record(db, {
        type: race.kind === 'reuse' ? 'token.reuse-detected' : 'token.race-lost',
        accountId: race.accountId,
        clientId: race.clientId,
        actor: 'client',
        detail: { model: race.model },
      });
    },
    async enqueueLogout(tx: Tx, { sessionUid, ...logout }) {
      await deliveries.expect(tx, { sessionUid, ...logout });
      await queue.add(tx, 'deliver_logout', logout, { lane: `portal:${logout.clientId}`, maxAttempts: 12 });
    },
    async onSessionEnded(tx, ended) {
      await events.record(tx, {
        type: 'session.ended',
        accountId: ended.accountId,
        actor: ended.reason,
        detail: { reason: ended.reason, clients: ended.clients },
      });
    },
    describeBrowser: (request) =>
      request === undefined ? undefined : { userAgent: request.get('user-agent').slice(0, 300), ip: request.ip },
  });
}

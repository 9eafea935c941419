import type { Clock } from '#shared/clock';
import { sha256 } from '#shared/crypto';
import { many, run, type Tx } from '#shared/db';
import { deleteDeliveries, deliveriesOf, type deliveryStates, insertDelivery, markDelivery } from './logout-delivery-sql.ts';

export type DeliveryState = (typeof deliveryStates)[number];

/** One portal's share of a sign-out; the names of sessions are kept as hashes. */
export interface LogoutDeliveries {
  /** In the transaction that ends the session (or the portal's part in it) and queues the message. */
  expect(tx: Tx, logout: { readonly sessionUid: string; readonly clientId: string; readonly sid: string }): Promise<void>;
  mark(tx: Tx, logout: { readonly clientId: string; readonly sid: string }, state: DeliveryState): Promise<void>;
  /** Where each portal of an ended session stands; of several messages to one portal, the one that is furthest behind. */
  of(tx: Tx, sessionUid: string): Promise<ReadonlyMap<string, DeliveryState>>;
  cleanUp(tx: Tx): Promise<void>;
}

/** Longer than messages are tried, and than anybody looks. */
const KEPT_MS = 86_400_000;
const furthestBehind: readonly DeliveryState[] = ['told', 'waiting', 'retrying', 'given-up'];

/** What is known of the messages of {@link takeOverLogout}. */
export function createLogoutDeliveries({ clock }: { readonly clock: Clock }): LogoutDeliveries {
  return {
    expect: async (tx, { sessionUid, clientId, sid }) =>
      void (await run(tx, insertDelivery, [clientId, sid, sha256(sessionUid), clock.now()])),
    mark: async (tx, { clientId, sid }, state) => void (await run(tx, markDelivery, [clientId, sid, state])),
    async of(tx, sessionUid) {
      const found = new Map<string, DeliveryState>();
      for (const { client_id: client, state } of await many(tx, deliveriesOf, [sha256(sessionUid)])) {
        const known = found.get(client) ?? 'told';
        found.set(client, furthestBehind.indexOf(state) > furthestBehind.indexOf(known) ? state : known);
      }
      return found;
    },
    cleanUp: async (tx) => void (await run(tx, deleteDeliveries, [new Date(clock.now().getTime() - KEPT_MS)])),
  };
}

import { z } from 'zod';
import { statement } from '#shared/db';

export const deliveryStates = ['waiting', 'told', 'retrying', 'given-up'] as const;
const state = z.enum(deliveryStates);

/** Primary key. The same portal is told of the same session once. */
export const insertDelivery = statement(
  'identity.logout-delivery.insert',
  `INSERT INTO identity.logout_delivery (client_id, sid, session, state, ended_at) VALUES ($1, $2, $3, 'waiting', $4)
   ON CONFLICT (client_id, sid) DO NOTHING`,
  z.object({}),
);

/** Primary key. What was told stays told. */
export const markDelivery = statement(
  'identity.logout-delivery.mark',
  `UPDATE identity.logout_delivery SET state = $3 WHERE client_id = $1 AND sid = $2 AND state NOT IN ('told', $3)`,
  z.object({}),
);

/** Index: logout_delivery_session. */
export const deliveriesOf = statement(
  'identity.logout-delivery.of-session',
  'SELECT client_id, state FROM identity.logout_delivery WHERE session = $1 ORDER BY client_id, sid',
  z.object({ client_id: z.string(), state }),
);

/** Index: logout_delivery_ended. */
export const deleteDeliveries = statement(
  'identity.logout-delivery.delete',
  `DELETE FROM identity.logout_delivery WHERE (client_id, sid) IN
     (SELECT client_id, sid FROM identity.logout_delivery WHERE ended_at < $1 ORDER BY ended_at LIMIT 1000 FOR UPDATE SKIP LOCKED)`,
  z.object({}),
);

import { z } from 'zod';
import type { Clock } from '#shared/clock';
import type { Db } from '#shared/db';
import type { SigningKey } from '#shared/fetch';
import { anyone, json, route, type Route } from '#shared/http';
import { failIfAsked, silence } from './fault.ts';
import { keepMessage } from './outbox.ts';
import { sandboxProblem } from './problems.ts';
import { requireSignature } from './signed-call.ts';

const message = z.strictObject({ to: z.string().regex(/^\+[1-9]\d{7,14}$/), text: z.string().min(1).max(1000) });

/**
 * A stand-in for an SMS aggregator: takes signed requests and keeps the text in the outbox. A request that comes again
 * under the same idempotency key is answered as before and sends nothing; with other content it is a conflict.
 */
export function smsGatewayRoute(options: { db: Db; keys: readonly SigningKey[]; clock: Clock }): Route {
  const { db, clock } = options;
  return route({
    method: 'POST',
    path: '/gateway/sms',
    who: anyone,
    surface: 'api',
    limit: 8192,
    async handle({ koa, body }) {
      const key = requireSignature(koa, options);
      const fault = await failIfAsked(db, 'sms', koa);
      const parsed = message.safeParse(body);
      if (!parsed.success)
        throw sandboxProblem('gateway.unacceptable', { detail: 'to must be an E.164 number, text 1 to 1000 characters' });
      const { to, text } = parsed.data;
      const outcome = await keepMessage(db, { key, message: { channel: 'sms', to, subject: null, text }, clock });
      if (fault === 'silence-after') await silence(koa);
      if (outcome === 'conflict') throw sandboxProblem('gateway.conflict', { detail: 'the idempotency key was used for another message' });
      return json({ id: key, status: 'accepted' }, 202);
    },
  });
}

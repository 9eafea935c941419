import type { Clock } from '#shared/clock';
import { signatureHeaders } from '#shared/fetch';
import { PermanentFailure, type Channel } from './notify.ts';

export interface SmsGatewayOptions {
  /** Where messages are posted; the operator's own choice, so it may be a private address. */
  readonly url: string;
  readonly keyId: string;
  readonly secret: Buffer;
  readonly clock: Clock;
  readonly fetch: typeof globalThis.fetch;
  /** 10 s unless stated. */
  readonly timeoutMs?: number;
}

/** Refusals that an operator repairs (a wrong key, a wrong address) or that pass: the message is worth another try. */
const PASSING = new Set([401, 403, 404, 408, 425, 429]);

/**
 * Posts `{ to, text }` with a signed request. The message id is the idempotency key, so a gateway that has already
 * accepted it answers as before and sends nothing. Other 4xx answers are about the message itself and are final.
 */
export function createSmsGateway(options: SmsGatewayOptions): Channel {
  const url = new URL(options.url);
  const key = { id: options.keyId, secret: options.secret };
  return async ({ id, to, text, signal }) => {
    const body = JSON.stringify({ to, text });
    const request = { method: 'POST', path: url.pathname + url.search, body };
    const response = await options.fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signatureHeaders(key, id, options.clock.epoch(), request) },
      body,
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(options.timeoutMs ?? 10_000)]),
    });
    await response.body?.cancel();
    if (response.ok) return;
    const what = `the SMS gateway answered ${response.status}`;
    if (response.status >= 400 && response.status < 500 && !PASSING.has(response.status)) throw new PermanentFailure(what);
    throw new Error(what);
  };
}

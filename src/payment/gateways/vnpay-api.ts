import { z } from 'zod';
import type { VnpaySettings } from '#payment/terms';
import { sameSecret } from '#shared/crypto';
import type { Log } from '#shared/log';
import {
  pipeHash,
  queryAnswerFields,
  queryRequestFields,
  refundAnswerFields,
  refundRequestFields,
  type VnpayFields,
} from './vnpay-signing.ts';

const commands = {
  querydr: { request: queryRequestFields, answer: queryAnswerFields },
  refund: { request: refundRequestFields, answer: refundAnswerFields },
} as const;

const answerFields = z.record(z.string(), z.union([z.string(), z.number().transform(String), z.null().transform(() => '')]));

export interface VnpayApi {
  readonly settings: VnpaySettings;
  readonly log: Log;
  readonly fetch: typeof fetch;
}

/**
 * Sends one signed command to VNPAY's merchant interface. The answer's signature and merchant have been checked; null when
 * there is no answer, or none that is VNPAY's.
 */
export async function askVnpay({ settings, log, fetch }: VnpayApi, asked: VnpayFields): Promise<VnpayFields | null> {
  const [reference, name] = [asked['vnp_TxnRef'], asked['vnp_Command']];
  const { request, answer: signed } = commands[name === 'refund' ? 'refund' : 'querydr'];
  const body = JSON.stringify({ ...asked, vnp_SecureHash: pipeHash(asked, request, settings.secret) });
  try {
    const response = await fetch(settings.apiUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(5000),
    });
    const answer = answerFields.parse(JSON.parse((await response.text()).slice(0, 16_384)));
    const given = (answer['vnp_SecureHash'] ?? '').toLowerCase();
    if (!sameSecret(given, pipeHash(answer, signed, settings.secret))) {
      log.warn({ reference, command: name }, 'an answer is not signed by VNPAY');
      return null;
    }
    return answer['vnp_TmnCode'] === settings.tmnCode ? answer : null;
  } catch (error) {
    log.warn({ err: error, reference, command: name }, 'VNPAY did not answer');
    return null;
  }
}

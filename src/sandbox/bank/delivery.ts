import { many, run } from '#shared/db';
import { signatureHeaders } from '#shared/fetch';
import { randomToken } from '#shared/crypto';
import { endNotice, keepAnswer, takeNotices } from './bank-sql.ts';
import type { BankOptions } from './options.ts';

const TRIES = 10;
const BATCH = 20;

interface Answer {
  /** As shown on the bank's page: VNPAY's RspCode or the HTTP status. */
  readonly text: string;
  readonly taken: boolean;
}

/** Tells merchants what is due and has not been taken; returns how many notifications were sent. */
export async function deliverDue(options: BankOptions): Promise<number> {
  const { db, clock, log } = options;
  const due = await many(db, takeNotices, [clock.now(), BATCH]);
  await Promise.all(
    due.map(async (notice) => {
      const answer = await (notice.gateway === 'vnpay' ? tellByIpn(options, notice.content) : tellOfTransfer(options, notice)).catch(
        (error: unknown): Answer => {
          log.info({ err: error, notice: notice.id }, 'the simulated bank could not reach its merchant');
          return { text: 'no answer', taken: false };
        },
      );
      const over = answer.taken || notice.tries >= TRIES;
      await (over ? run(db, endNotice, [notice.id, answer.text, clock.now()]) : run(db, keepAnswer, [notice.id, answer.text]));
    }),
  );
  return due.length;
}

/** VNPAY takes 00 and 02 for an answer and repeats everything else. */
async function tellByIpn({ fetch, vnpay }: BankOptions, query: string): Promise<Answer> {
  const url = new URL(vnpay.ipnUrl);
  url.search = query;
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(10_000) });
  const code = (JSON.parse((await response.text()).slice(0, 4096)) as { RspCode?: unknown }).RspCode;
  return { text: String(code).slice(0, 4), taken: code === '00' || code === '02' };
}

async function tellOfTransfer(
  { fetch, vietqr, clock }: BankOptions,
  notice: { id: string; content: string; forged: boolean },
): Promise<Answer> {
  const key = notice.forged ? { id: vietqr.key.id, secret: Buffer.from(randomToken(32)) } : vietqr.key;
  const request = { method: 'POST', path: `${vietqr.notifyUrl.pathname}${vietqr.notifyUrl.search}`, body: notice.content };
  const headers = { ...signatureHeaders(key, `bank-notice-${notice.id}`, clock.epoch(), request), 'content-type': 'application/json' };
  const response = await fetch(vietqr.notifyUrl, {
    method: 'POST',
    headers,
    body: notice.content,
    redirect: 'error',
    signal: AbortSignal.timeout(10_000),
  });
  await response.body?.cancel();
  return { text: String(response.status), taken: response.ok };
}

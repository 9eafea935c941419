import type { Clock } from '#shared/clock';
import { sha256 } from '#shared/crypto';
import { maybe, run, type Tx } from '#shared/db';
import type { Bound } from '#identity/accounts/person';
import { takeCeremony, writeCeremony } from './passkeys-sql.ts';

const MINUTES = 5;

export interface Ceremony {
  readonly challenge: string;
  readonly accountId: string | null;
  readonly userHandle: Buffer | null;
  /** What had been proved when it began, where a passkey is to be bound. */
  readonly bound: Bound | null;
}

/** Keeps the challenge of a WebAuthn ceremony for five minutes. */
export async function beginCeremony(
  tx: Tx,
  input: Ceremony & { clock: Clock; name: string; kind: 'register' | 'authenticate' },
): Promise<void> {
  const expires = new Date(input.clock.now().getTime() + MINUTES * 60_000);
  await run(tx, writeCeremony, [sha256(input.name), input.kind, input.challenge, input.accountId, input.userHandle, expires, input.bound]);
}

/** The ceremony, once: whatever the answer is worth, its challenge is gone. Null when there is none or it has expired. */
export async function endCeremony(
  tx: Tx,
  input: { clock: Clock; name: string; kind: 'register' | 'authenticate' },
): Promise<Ceremony | null> {
  const row = await maybe(tx, takeCeremony, [sha256(input.name), input.kind]);
  if (row === null || row.expires_at <= input.clock.now()) return null;
  return { challenge: row.challenge, accountId: row.account_id, userHandle: row.user_handle, bound: row.bound_level };
}

import { run, type Tx } from '#shared/db';
import { problem } from '#shared/problem';
import { accountPlace } from './account-row.ts';
import { atomically } from './atomically.ts';
import { raisePhone, updateEmail, updateLanguage, updatePhone } from './contact-sql.ts';
import type { Contact } from './contract.ts';
import type { PersonDeps } from './deps.ts';
import { parseEmail } from './email.ts';
import { parsePhone } from './phone.ts';

/** Changes of how a person is reached. Whoever calls has confirmed the new number or address with a code. */
export function createContact(deps: PersonDeps): Contact {
  return {
    setEmail: (tx, input) =>
      atomically(deps.db, tx, async (inside) => {
        const email = required(parseEmail(input.email), 'email');
        const sealed = deps.sealer.seal(email, accountPlace('email', input.accountId));
        const values = [input.accountId, sealed, deps.blindIndex('email', email)];
        if (!(await unlessTaken(inside, 'account_email', () => run(inside, updateEmail, values)))) return 'taken';
        await deps.events.record(inside, { type: 'email.changed', accountId: input.accountId, actor: input.accountId });
        return 'changed';
      }),
    setPhone: (tx, input) =>
      atomically(deps.db, tx, async (inside) => {
        const phone = required(parsePhone(input.phone), 'phone').e164;
        const sealed = deps.sealer.seal(phone, accountPlace('phone', input.accountId));
        const values = [input.accountId, sealed, deps.blindIndex('phone', phone), input.bound, deps.clock.now()];
        if (!(await unlessTaken(inside, 'account_phone', () => run(inside, updatePhone, values)))) return 'taken';
        await deps.events.record(inside, {
          type: 'phone.changed',
          accountId: input.accountId,
          actor: input.accountId,
          detail: { bound: input.bound },
        });
        return 'changed';
      }),
    raisePhone: (tx, input) =>
      atomically(deps.db, tx, async (inside) => {
        if ((await run(inside, raisePhone, [input.accountId, input.bound])) === 0) return false;
        const detail = { authenticator: 'phone', bound: input.bound };
        await deps.events.record(inside, { type: 'authenticator.raised', accountId: input.accountId, actor: input.accountId, detail });
        return true;
      }),
    setLanguage: (tx, input) =>
      atomically(deps.db, tx, async (inside) => {
        if ((await run(inside, updateLanguage, [input.accountId, input.language])) === 0) return;
        await deps.events.record(inside, {
          type: 'language.changed',
          accountId: input.accountId,
          actor: input.accountId,
          detail: { language: input.language },
        });
      }),
  };
}

function required<T>(value: T | null, field: string): T {
  if (value === null) throw problem('request.invalid', { detail: field });
  return value;
}

/** False when the unique index says that somebody else was first; the transaction goes on as if nothing had been tried. */
async function unlessTaken(tx: Tx, index: string, work: () => Promise<unknown>): Promise<boolean> {
  await tx.query('SAVEPOINT contact');
  try {
    await work();
    await tx.query('RELEASE SAVEPOINT contact');
    return true;
  } catch (error) {
    const { code, constraint } = error as { code?: string; constraint?: string };
    if (code !== '23505' || constraint !== index) throw error;
    await tx.query('ROLLBACK TO SAVEPOINT contact');
    return false;
  }
}

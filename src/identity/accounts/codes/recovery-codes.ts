import { randomToken } from '#shared/crypto';
import { one, run } from '#shared/db';
import { atomically } from '#identity/accounts/person';
import type { RecoveryCodes } from './contract.ts';
import type { CodesDeps } from './deps.ts';
import { deleteCodes, insertCodes, knowsCode, lockAccount, useCode } from './recovery-codes-sql.ts';

const CODES = 10;
/** 32 characters without I, O, 0 and 1, so ten of them carry 50 bits. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** Ten single-use codes of 50 random bits for a person who has lost their other factors; stored as keyed HMACs. */
export function createRecoveryCodes(deps: CodesDeps): RecoveryCodes {
  const mac = (accountId: string, code: string): Buffer => deps.blindIndex('recovery-code', `${accountId}:${code}`);
  return {
    generate: (tx, { accountId, bound }) =>
      atomically(deps.db, tx, async (inside) => {
        await one(inside, lockAccount, [accountId]);
        const codes = Array.from({ length: CODES }, newCode);
        await run(inside, deleteCodes, [accountId]);
        await run(inside, insertCodes, [accountId, codes.map((code) => mac(accountId, code)), bound]);
        await deps.events.record(inside, { type: 'recovery-codes.generated', accountId, actor: accountId, detail: { bound } });
        return codes.map((code) => `${code.slice(0, 5)}-${code.slice(5)}`);
      }),
    use: (tx, input) =>
      atomically(deps.db, tx, async (inside) => {
        const code =
          input.code.length > 64
            ? ''
            : input.code
                .normalize('NFKC')
                .toUpperCase()
                .replaceAll(/[\s\-\u2010-\u2015]/g, '');
        if (!/^[2-9A-HJ-NP-Z]{10}$/.test(code)) return 'wrong';
        const codeMac = mac(input.accountId, code);
        if ((await run(inside, useCode, [input.accountId, codeMac, deps.clock.now()])) === 1) {
          await deps.events.record(inside, { type: 'recovery-code.used', accountId: input.accountId, actor: input.accountId });
          return 'ok';
        }
        return (await one(inside, knowsCode, [input.accountId, codeMac])).known ? 'spent' : 'wrong';
      }),
  };
}

/** Each byte's low five bits choose one of 32 characters, all equally likely. */
function newCode(): string {
  return Array.from(Buffer.from(randomToken(10), 'base64url'), (byte) => ALPHABET.charAt(byte & 31)).join('');
}

import { z } from 'zod';
import type { Tx } from '#shared/db';
import { redirect, route, show, type Reply, type Route } from '#shared/http';
import { parseEmail, parsePhone, type CodeResult } from '#identity/accounts';
import {
  type AccountCentreParts,
  type ChangeTerms,
  frameOf,
  messages as gateMessages,
  type Gate,
  type MakeChange,
  type Signed,
} from '#identity/account-centre/gate';
import { signInMessages } from '#identity/sign-in';
import { contactCodePage, contactPage } from './contact-page.ts';
import { messages } from './messages/index.ts';

type What = 'phone' | 'email';

/** What differs between a phone number and an e-mail address. */
interface Way {
  readonly who: Gate['signedIn'];
  readonly terms: ChangeTerms;
  parse(text: string): string | null;
  present(call: Signed): string | null;
  send(tx: Tx, call: Signed, value: string): Promise<void>;
  verify(tx: Tx, call: Signed, input: { value: string; code: string }): Promise<CodeResult>;
  set(tx: Tx, call: Signed, value: string): Promise<'changed' | 'taken'>;
}

/**
 * A new phone number or e-mail address, in two steps: a code is sent there, and only its owner can type it. That somebody
 * else has the number or address is said only to who has shown that they read its messages.
 */
export function contactRoutes(parts: AccountCentreParts, gate: Gate, change: MakeChange): Route[] {
  const { accounts, clock, notifier } = parts;
  const subjectOf = (call: Signed, phone: string): string => JSON.stringify([call.principal.account.id, phone]);

  const ways: Readonly<Record<What, Way>> = {
    phone: {
      // Codes for signing in and for recovery go to this number.
      who: gate.strong('/account/profile/phone'),
      // The old number: its owner must hear of it, above all when it was not them.
      terms: { notice: 'phoneOld', endOthers: 'phone-changed' },
      parse: (text) => parsePhone(text)?.e164 ?? null,
      present: (call) => call.principal.account.phone,
      send: (tx, call, phone) => {
        const { id: accountId, language } = call.principal.account;
        return accounts.sms.sendCode(tx, { purpose: 'change-phone', subject: subjectOf(call, phone), phone, language, accountId });
      },
      verify: (tx, call, { value, code }) =>
        accounts.sms.verifyCode(tx, { purpose: 'change-phone', subject: subjectOf(call, value), code }),
      async set(tx, call, phone) {
        const { id: accountId, language } = call.principal.account;
        const result = await accounts.contact.setPhone(tx, { accountId, phone });
        if (result === 'changed') {
          await notifier.send(tx, {
            channel: 'sms',
            to: phone,
            template: 'account-phoneNew',
            language,
            text: gateMessages[language].sms.phoneNew,
            secret: false,
          });
        }
        return result;
      },
    },
    email: {
      who: gate.fresh('/account/profile/email'),
      terms: { notice: 'email' },
      parse: parseEmail,
      present: ({ principal: { account } }) => (account.emailVerified ? account.email : null),
      send: (tx, call, email) =>
        accounts.contact.sendEmailCode(tx, { accountId: call.principal.account.id, email, language: call.principal.account.language }),
      verify: (tx, call, { value: email, code }) =>
        accounts.contact.verifyEmailCode(tx, { accountId: call.principal.account.id, email, code }),
      set: (tx, call, email) => accounts.contact.setEmail(tx, { accountId: call.principal.account.id, email }),
    },
  };

  const ask = (call: Signed, what: What, value: string, message?: string): Reply => {
    const errors = message === undefined ? [] : [{ field: what, message }];
    return show(contactPage, { ...frameOf(clock, call, 'profile', errors), what, value }, message === undefined ? 200 : 400);
  };
  const askCode = (call: Signed, what: What, value: string, message?: string): Reply => {
    const errors = message === undefined ? [] : [{ field: 'code', message }];
    return show(contactCodePage, { ...frameOf(clock, call, 'profile', errors), what, value }, message === undefined ? 200 : 400);
  };
  const limitOf = (call: Signed) => ({ action: 'code', subject: call.principal.account.id, ip: call.ip }) as const;

  return (['phone', 'email'] as const).flatMap((what) => {
    const way = ways[what];
    const path = `/account/profile/${what}`;
    return [
      route({ method: 'GET', path, who: way.who, handle: async (call) => ask(call, what, '') }),
      route({
        method: 'POST',
        path,
        who: way.who,
        body: z.object({ [what]: z.string().max(300).default('') }) as z.ZodType<Record<string, string>>,
        async handle(call) {
          const typed = call.body[what] ?? '';
          const texts = messages[call.lang].contact[what];
          const value = way.parse(typed);
          if (value === null) return ask(call, what, typed, texts.invalid);
          if (value === way.present(call)) return ask(call, what, typed, texts.same);
          // Counts until a code has been confirmed: nobody sends messages to one number after another.
          await accounts.limits.beforeTry(limitOf(call));
          await change(call.principal, {}, (tx) => way.send(tx, call, value).then(() => true));
          return askCode(call, what, value);
        },
      }),
      // Where reloading the page after a wrong code leads.
      route({ method: 'GET', path: `${path}/code`, who: gate.signedIn, handle: async () => redirect(path) }),
      route({
        method: 'POST',
        path: `${path}/code`,
        who: way.who,
        body: z.object({ [what]: z.string().max(300), code: z.string().max(100).default('') }) as z.ZodType<Record<string, string>>,
        async handle(call) {
          const value = way.parse(call.body[what] ?? '');
          if (value === null) return redirect(path);
          const texts = messages[call.lang].contact;
          const code = call.body['code'] ?? '';
          if (code.trim() === '') return askCode(call, what, value, signInMessages[call.lang].secondFactor.errors.missing);
          const limit = limitOf(call);
          await accounts.limits.beforeTry(limit);
          let outcome: CodeResult | 'taken' = 'wrong';
          const done = await change(call.principal, way.terms, async (tx) => {
            const result = await way.verify(tx, call, { value, code });
            outcome = result;
            if (result !== 'ok') return null;
            const set = await way.set(tx, call, value);
            if (set === 'taken') outcome = 'taken';
            return set === 'changed' ? true : null;
          });
          if (done === null)
            return (outcome as string) === 'taken' ? ask(call, what, value, texts[what].taken) : askCode(call, what, value, texts.wrong);
          await accounts.limits.afterSuccess(limit);
          return redirect(`/account/profile?done=${what}`);
        },
      }),
    ];
  });
}

import { z } from 'zod';
import type { Tx } from '#shared/db';
import { redirect, route, show, type Reply, type Route } from '#shared/http';
import { type Bound, parseEmail, parsePhone, type CodeResult } from '#identity/accounts';
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

type What = 'phone' | 'email' | 'lostPhone';

const DAY = 86_400;

/** What differs between a phone number, one for somebody who no longer has the present one, and an e-mail address. */
interface Way {
  readonly path: string;
  /** Name of the form's field. */
  readonly field: 'phone' | 'email';
  readonly done: 'phone' | 'phone-waiting' | 'email';
  readonly waits: number | null;
  readonly who: Gate['signedIn'];
  readonly terms: ChangeTerms;
  parse(text: string): string | null;
  present(call: Signed): string | null;
  send(tx: Tx, call: Signed, value: string): Promise<void>;
  verify(tx: Tx, call: Signed, input: { value: string; code: string }): Promise<CodeResult>;
  set(tx: Tx, call: Signed, change: { value: string; bound: Bound }): Promise<'changed' | 'taken'>;
}

/**
 * A new phone number or e-mail address, in two steps: a code is sent there, and only its owner can type it. That somebody
 * else has the number or address is said only to who has shown that they read its messages. Both take the strongest proof the account has, which
 * for most is a code to the present phone. Who has lost that phone and has nothing else waits: the old number and the e-mail address are told at
 * once and can refuse it.
 */
export function contactRoutes(parts: AccountCentreParts, gate: Gate, change: MakeChange): Route[] {
  const { accounts, clock, notifier } = parts;
  const subjectOf = (call: Signed, phone: string): string => JSON.stringify([call.principal.account.id, phone]);

  const phone = {
    field: 'phone',
    parse: (text) => parsePhone(text)?.e164 ?? null,
    present: (call) => call.principal.account.phone,
    send: (tx, call, value) => {
      const { id: accountId, language } = call.principal.account;
      return accounts.sms.sendCode(tx, { purpose: 'change-phone', subject: subjectOf(call, value), phone: value, language, accountId });
    },
    verify: (tx, call, { value, code }) => accounts.sms.verifyCode(tx, { purpose: 'change-phone', subject: subjectOf(call, value), code }),
  } as const satisfies Partial<Way>;

  const ways: Readonly<Record<What, Way>> = {
    phone: {
      ...phone,
      ...{ path: '/account/profile/phone', done: 'phone', waits: null },
      // Codes for signing in and for recovery go to this number.
      who: gate.strong('/account/profile/phone'),
      // The old number: its owner must hear of it, above all when it was not them.
      terms: { needs: 'strongest', notice: 'phoneOld', endOthers: 'phone-changed' },
      async set(tx, call, { value, bound }) {
        const { id: accountId, language } = call.principal.account;
        const result = await accounts.contact.setPhone(tx, { accountId, phone: value, bound });
        if (result === 'changed') {
          // One that was waiting was asked for before this.
          await accounts.phoneChanges.refuse(tx, accountId);
          await notifier.send(tx, {
            channel: 'sms',
            to: value,
            template: 'account-phoneNew',
            language,
            text: gateMessages[language].sms.phoneNew,
            secret: false,
          });
        }
        return result;
      },
    },
    lostPhone: {
      ...phone,
      ...{ path: '/account/profile/phone/lost', done: 'phone-waiting', waits: Math.ceil(parts.phoneChangeSeconds / DAY) },
      who: gate.adding('/account/profile/phone/lost'),
      terms: { needs: 'entered' },
      async set(tx, call, { value }) {
        const { account } = call.principal;
        if ((await accounts.findByIdentifier(tx, value)) !== null) return 'taken';
        const request = { accountId: account.id, phone: value, seconds: parts.phoneChangeSeconds };
        const waiting = await accounts.phoneChanges.request(tx, request);
        // One is waiting already: it stays as it is, and nobody is told twice.
        if (waiting === null) return 'changed';
        const words = gateMessages[account.language];
        const text = words.phoneWaiting(words.date(waiting.dueAt), waiting.refusalCode);
        const notice = { template: 'account-phone-waiting', language: account.language, text, secret: true } as const;
        await notifier.send(tx, { channel: 'sms', to: account.phone, ...notice });
        if (account.email !== null)
          await notifier.send(tx, { channel: 'email', to: account.email, subject: words.phoneWaitingSubject, ...notice });
        return 'changed';
      },
    },
    email: {
      ...{ path: '/account/profile/email', field: 'email', done: 'email', waits: null },
      // Warnings go there.
      who: gate.strong('/account/profile/email'),
      terms: { needs: 'strongest', notice: 'email' },
      parse: parseEmail,
      present: ({ principal: { account } }) => (account.emailVerified ? account.email : null),
      send: (tx, call, email) =>
        accounts.contact.sendEmailCode(tx, { accountId: call.principal.account.id, email, language: call.principal.account.language }),
      verify: (tx, call, { value: email, code }) =>
        accounts.contact.verifyEmailCode(tx, { accountId: call.principal.account.id, email, code }),
      set: (tx, call, { value: email }) => accounts.contact.setEmail(tx, { accountId: call.principal.account.id, email }),
    },
  };

  const ask = (call: Signed, what: What, value: string, message?: string): Reply => {
    const { field, path: action, waits } = ways[what];
    const errors = message === undefined ? [] : [{ field, message }];
    return show(contactPage, { ...frameOf(clock, call, 'profile', errors), what, action, waits, value }, message === undefined ? 200 : 400);
  };
  const askCode = (call: Signed, what: What, value: string, message?: string): Reply => {
    const errors = message === undefined ? [] : [{ field: 'code', message }];
    return show(
      contactCodePage,
      { ...frameOf(clock, call, 'profile', errors), what, action: ways[what].path, value },
      message === undefined ? 200 : 400,
    );
  };
  const limitOf = (call: Signed) => ({ action: 'code', subject: call.principal.account.id, ip: call.ip }) as const;

  return (['phone', 'lostPhone', 'email'] as const).flatMap((what) => {
    const way = ways[what];
    const { path, field } = way;
    return [
      route({ method: 'GET', path, who: way.who, handle: async (call) => ask(call, what, '') }),
      route({
        method: 'POST',
        path,
        who: way.who,
        body: z.object({ [field]: z.string().max(300).default('') }) as z.ZodType<Record<string, string>>,
        async handle(call) {
          const typed = call.body[field] ?? '';
          const texts = messages[call.lang].contact[what];
          const value = way.parse(typed);
          if (value === null) return ask(call, what, typed, texts.invalid);
          if (value === way.present(call)) return ask(call, what, typed, texts.same);
          // Counts until a code has been confirmed: nobody sends messages to one number after another.
          await accounts.limits.beforeTry(limitOf(call));
          await change(call.principal, { needs: way.terms.needs }, (tx) => way.send(tx, call, value).then(() => true));
          return askCode(call, what, value);
        },
      }),
      // Where reloading the page after a wrong code leads.
      route({ method: 'GET', path: `${path}/code`, who: gate.signedIn, handle: async () => redirect(path) }),
      route({
        method: 'POST',
        path: `${path}/code`,
        who: way.who,
        body: z.object({ [field]: z.string().max(300), code: z.string().max(100).default('') }) as z.ZodType<Record<string, string>>,
        async handle(call) {
          const value = way.parse(call.body[field] ?? '');
          if (value === null) return redirect(path);
          const texts = messages[call.lang].contact;
          const code = call.body['code'] ?? '';
          if (code.trim() === '') return askCode(call, what, value, signInMessages[call.lang].secondFactor.errors.missing);
          const limit = limitOf(call);
          await accounts.limits.beforeTry(limit);
          let outcome: CodeResult | 'taken' = 'wrong';
          const done = await change(call.principal, way.terms, async (tx, { bound }) => {
            const result = await way.verify(tx, call, { value, code });
            outcome = result;
            if (result !== 'ok') return null;
            const set = await way.set(tx, call, { value, bound });
            if (set === 'taken') outcome = 'taken';
            return set === 'changed' ? true : null;
          });
          if (done === null)
            return (outcome as string) === 'taken' ? ask(call, what, value, texts[what].taken) : askCode(call, what, value, texts.wrong);
          await accounts.limits.afterSuccess(limit);
          return redirect(`/account/profile?done=${way.done}`);
        },
      }),
    ];
  });
}

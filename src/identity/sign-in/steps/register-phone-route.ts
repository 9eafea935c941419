import { z } from 'zod';
import { redirect, show, type Route } from '#shared/http';
import type { FieldError } from '#shared/view';
import { parsePhone } from '#identity/accounts';
import {
  addressOf,
  codeRefusal,
  codeSent,
  flowKey,
  type PersonalData,
  phoneConfirmed,
  phoneDeclared,
  type Visit,
} from '#identity/sign-in/flow';
import type { At, Dispatcher } from '#identity/sign-in/dispatch';
import { frame, messages, phonePage } from '#identity/sign-in/pages';
import { evenly } from './evenly.ts';
import { ownersOf, tellOwner, unlessTooMany } from './owners.ts';

/** +84912345678 as people write it: 0912 345 678. */
const national = (e164: string): string => e164.replace(/^\+84(\d{3})(\d{3})(\d{3})$/, '0$1 $2 $3');

/**
 * The second registration page: the phone, then the code sent to it. When the citizen number or the phone belongs to
 * somebody, that person is told by SMS and the visitor sees exactly what everybody sees; no code will ever be right.
 */
export function registerPhoneRoutes(dispatcher: Dispatcher): Route[] {
  const { parts } = dispatcher;
  const { accounts, clock, db } = parts;

  const present = (visit: Visit, shown: { phone: string; sent: boolean }, errors: readonly FieldError[] = []) =>
    show(
      phonePage,
      { ...frame(visit.interaction, clock.now(), errors), ...shown, resend: codeRefusal(visit.flow, clock.epoch()) },
      errors.length === 0 ? 200 : 400,
    );
  const declaredPhone = (visit: Visit): string => national(visit.flow.personal?.phone ?? '');

  /** Sends the code, or tells the owners; both write a message and take the same time. */
  const sendTo = (call: At, visit: Visit, input: { person: PersonalData['person']; phone: string }): Promise<string> =>
    evenly(parts.evenMilliseconds, async () => {
      const owners = await ownersOf(accounts, db, input.person.citizenNumber, input.phone);
      return dispatcher.move(call, visit, async (tx) => {
        const flow = codeSent(phoneDeclared(visit.flow, { phone: input.phone, taken: owners.length > 0 }), clock.epoch());
        if (owners.length === 0) {
          const code = { purpose: 'register', subject: flowKey(call.principal.uid), phone: input.phone, language: call.lang } as const;
          await unlessTooMany(() => accounts.sms.sendCode(tx, code));
          return { flow };
        }
        for (const owner of owners) await tellOwner(parts, tx, owner);
        await dispatcher.record(tx, call, { type: 'registration.duplicate-attempted', accountId: owners[0]?.id ?? null });
        return { flow };
      });
    });

  return [
    dispatcher.page({
      path: '/register/phone',
      at: ['register-phone', 'register-code'],
      query: z.object({ change: z.literal('1').optional().catch(undefined) }),
      show: (call, visit) =>
        present(visit, { phone: declaredPhone(visit), sent: visit.step.at === 'register-code' && call.query.change === undefined }),
    }),
    dispatcher.action({
      path: '/register/phone',
      at: ['register-phone', 'register-code'],
      body: z.object({ phone: z.string().max(100).default('') }),
      async handle(call, visit) {
        const phone = parsePhone(call.body.phone);
        const person = visit.flow.personal?.person;
        if (phone === null || person === undefined) {
          return present(visit, { phone: call.body.phone, sent: false }, [
            { field: 'phone', message: messages[call.lang].register.errors.phone },
          ]);
        }
        if (!accounts.sms.canReach(phone.e164)) {
          const message = messages[call.lang].register.errors.country;
          return present(visit, { phone: call.body.phone, sent: false }, [{ field: 'phone', message }]);
        }
        const here = addressOf(visit.interaction.uid, 'register-phone');
        if (codeRefusal(visit.flow, clock.epoch()) !== null) return redirect(here);
        await accounts.limits.beforeTry({ action: 'register', subject: phone.e164, ip: call.ip });
        return redirect(await sendTo(call, visit, { person, phone: phone.e164 }));
      },
    }),
    // Where the code form posts has no page of its own.
    dispatcher.page({ path: '/register/code', at: [], show: (_call, visit) => present(visit, { phone: '', sent: true }) }),
    dispatcher.action({
      path: '/register/code',
      at: ['register-code'],
      body: z.object({ code: z.string().max(100).default('') }),
      async handle(call, visit) {
        const texts = messages[call.lang].register.errors;
        const again = (message: string) => present(visit, { phone: declaredPhone(visit), sent: true }, [{ field: 'code', message }]);
        if (call.body.code.trim() === '') return again(texts.codeMissing);
        const limit = { action: 'code', subject: flowKey(call.principal.uid), ip: call.ip } as const;
        await accounts.limits.beforeTry(limit);
        const to = await evenly(parts.evenMilliseconds, () =>
          dispatcher.move(call, visit, async (tx) => {
            const result = await accounts.sms.verifyCode(tx, {
              purpose: 'register',
              subject: flowKey(call.principal.uid),
              code: call.body.code,
            });
            return result === 'ok' && visit.flow.registration?.taken === false ? { flow: phoneConfirmed(visit.flow) } : null;
          }),
        );
        if (to === null) return again(texts.code);
        await accounts.limits.afterSuccess(limit);
        return redirect(to);
      },
    }),
  ];
}

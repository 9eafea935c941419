import { z } from 'zod';
import { redirect, show, type Route } from '#shared/http';
import type { FieldError } from '#shared/view';
import { codeRefusal, codeSent, flowKey, recoveryBegun, recoveryPhoneConfirmed, type Step, type Visit } from '#identity/sign-in/flow';
import type { Dispatcher } from '#identity/sign-in/dispatch';
import { frame, helpPage, messages, recoverCodePage, recoverInPersonPage } from '#identity/sign-in/pages';
import { evenly } from './evenly.ts';
import { unlessTooMany } from './owners.ts';

const welcome: readonly Step['at'][] = [
  ...(['credentials', 'register-person', 'register-phone', 'register-code', 'register-credential'] as const),
  ...(['recover-start', 'recover-code', 'recover-proof', 'recover-password', 'recover-in-person'] as const),
];

/**
 * Getting an account back, first half: who it is, and the code to the account's confirmed phone (never to one that is
 * typed here). With an unknown number the pages, the words and the time are the same, and no code is ever right.
 */
export function recoverPhoneRoutes(dispatcher: Dispatcher): Route[] {
  const { accounts, clock, db, evenMilliseconds, knownBrowser } = dispatcher.parts;

  const start = (visit: Visit, identifier: string, errors: readonly FieldError[] = []) =>
    show(helpPage, { ...frame(visit.interaction, clock.now(), errors), identifier }, errors.length === 0 ? 200 : 400);
  const code = (visit: Visit, errors: readonly FieldError[] = []) =>
    show(recoverCodePage, frame(visit.interaction, clock.now(), errors), errors.length === 0 ? 200 : 400);

  return [
    dispatcher.page({ path: '/help', at: welcome, show: (_call, visit) => start(visit, '') }),
    dispatcher.action({
      path: '/help',
      at: welcome,
      body: z.object({ identifier: z.string().max(200).default('') }),
      async handle(call, visit) {
        const { identifier } = call.body;
        const texts = messages[call.lang].recover.errors;
        if (identifier.trim() === '') return start(visit, identifier, [{ field: 'identifier', message: texts.identifierMissing }]);
        const to = await evenly(evenMilliseconds, async () => {
          const browser = knownBrowser.read(call.koa);
          const account = await accounts.findByIdentifier(db, identifier);
          const subject = accounts.limits.subjectOf(identifier);
          await accounts.limits.beforeTry({ action: 'lookup', subject, ip: call.ip, browser });
          return dispatcher.move(call, visit, async (tx) => {
            const begun = recoveryBegun(visit.flow, { accountId: account?.id ?? null, subject });
            if (codeRefusal(begun, clock.epoch()) !== null) return { flow: begun };
            if (account !== null) {
              const sms = {
                purpose: 'recover',
                subject: flowKey(call.principal.uid),
                phone: account.phone,
                language: account.language,
                known: accounts.limits.isKnown(browser, account.id),
              } as const;
              await unlessTooMany(() => accounts.sms.sendCode(tx, sms));
            }
            await dispatcher.record(tx, call, { type: 'recovery.begun', accountId: account?.id ?? null });
            return { flow: codeSent(begun, clock.epoch()), ...(account === null ? {} : { account }) };
          });
        });
        return redirect(to);
      },
    }),
    dispatcher.page({ path: '/help/code', at: ['recover-code'], show: (_call, visit) => code(visit) }),
    dispatcher.action({
      path: '/help/code',
      at: ['recover-code'],
      body: z.object({ code: z.string().max(100).default('') }),
      async handle(call, visit) {
        const texts = messages[call.lang].register.errors;
        if (call.body.code.trim() === '') return code(visit, [{ field: 'code', message: texts.codeMissing }]);
        const { uid } = call.principal;
        // By the sign-in, whose code it is, not by the person: strangers could use up that. Messages to a person are limited themselves.
        const limit = { action: 'code', subject: flowKey(uid), ip: call.ip } as const;
        await accounts.limits.beforeTry(limit);
        const to = await evenly(evenMilliseconds, () =>
          dispatcher.move(call, visit, async (tx) => {
            const result = await accounts.sms.verifyCode(tx, { purpose: 'recover', subject: flowKey(uid), code: call.body.code });
            if (result === 'ok' && visit.flow.recovery?.accountId != null) return { flow: recoveryPhoneConfirmed(visit.flow) };
            await dispatcher.record(tx, call, {
              type: 'recovery.failed',
              accountId: visit.flow.recovery?.accountId ?? null,
              detail: { factor: 'sms' },
            });
            return null;
          }),
        );
        if (to === null) return code(visit, [{ field: 'code', message: texts.code }]);
        await accounts.limits.afterSuccess(limit);
        return redirect(to);
      },
    }),
    dispatcher.page({
      path: '/help/in-person',
      at: ['recover-in-person'],
      show: (_call, visit) => show(recoverInPersonPage, frame(visit.interaction, clock.now())),
    }),
  ];
}

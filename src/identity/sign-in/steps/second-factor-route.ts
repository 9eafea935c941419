import { z } from 'zod';
import type { Tx } from '#shared/db';
import { redirect, show, type Reply, type Route } from '#shared/http';
import type { FieldError } from '#shared/view';
import type { Account, CodeResult } from '#identity/accounts';
import {
  addressOf,
  atLeast,
  codeRefusal,
  codeSent,
  continuedSession,
  flowKey,
  levelReached,
  type Offer,
  type ProofKind,
  proofsOf,
  proved,
  type Step,
  type Visit,
} from '#identity/sign-in/flow';
import type { Dispatcher } from '#identity/sign-in/dispatch';
import { frame, messages, secondFactorPage } from '#identity/sign-in/pages';

const method = z.enum(['totp', 'sms', 'recovery', 'passkey']).optional().catch(undefined);
const body = z.object({ method: z.enum(['totp', 'sms', 'recovery']), code: z.string().max(100).default('') });
const kinds = { totp: 'otp', sms: 'sms', recovery: 'recovery' } as const satisfies Record<string, ProofKind>;

/**
 * Whether nothing but the level the portal asks for makes a code needed: the person is signed in at a lower one, or has just
 * given the password of an account that has no second factor of its own.
 */
function askedByPortal({ interaction, flow, subject }: Visit, now: number): boolean {
  if (subject === null) return false;
  const { account, factors } = subject;
  const session = continuedSession(interaction, flow);
  if (session?.accountId !== account.id)
    return (interaction.requested.level !== 'LoA1' || interaction.requested.beyond !== undefined) && !factors.totp && !factors.sms;
  return !atLeast(levelReached(account.identityLevel, proofsOf(session.amr, session.authTime), now), interaction.requested.level);
}

/** The second factor after a password: a code from an app, by SMS, or a recovery code. Only what the step offers is accepted. */
export function secondFactorRoutes(dispatcher: Dispatcher): Route[] {
  const { accounts, clock, knownBrowser } = dispatcher.parts;
  const offersOf = (step: Step): readonly Offer[] => (step.at === 'second-factor' ? step.offers : []);

  const present = (visit: Visit, wanted: Offer | undefined, errors: readonly FieldError[] = []): Reply => {
    const offers = offersOf(visit.step);
    const shown = wanted !== undefined && offers.includes(wanted) ? wanted : (offers[0] ?? 'totp');
    return show(
      secondFactorPage,
      {
        ...frame(visit.interaction, clock.now(), errors),
        askedByPortal: askedByPortal(visit, clock.epoch()),
        method: shown,
        otherMethods: offers.filter((offer) => offer !== shown),
        sentTo: visit.flow.codes.lastAt === null || visit.subject === null ? null : accounts.maskedPhone(visit.subject.account),
        resend: codeRefusal(visit.flow, clock.epoch()),
      },
      errors.length === 0 ? 200 : 400,
    );
  };

  const check = async (
    tx: Tx,
    input: { visit: Visit; account: Account; method: 'totp' | 'sms' | 'recovery'; code: string },
  ): Promise<CodeResult> => {
    const { account, code } = input;
    switch (input.method) {
      case 'totp':
        return accounts.totp.verify(tx, { accountId: account.id, code });
      case 'recovery':
        return accounts.recovery.use(tx, { accountId: account.id, code });
      case 'sms':
        // A code that was sent before the phone was changed went to another.
        if ((input.visit.flow.codes.lastAt ?? 0) < (await accounts.factors(tx, account.id)).bound.phoneSince) return 'spent';
        return accounts.sms.verifyCode(tx, { purpose: 'sign-in', subject: flowKey(input.visit.interaction.uid), code });
    }
  };

  return [
    dispatcher.page({
      path: '/code',
      at: ['second-factor'],
      query: z.object({ with: method }),
      show: (call, visit) => present(visit, call.query.with),
    }),
    dispatcher.action({
      path: '/code',
      at: ['second-factor'],
      body,
      async handle(call, visit) {
        const account = visit.subject?.account;
        const given = call.body;
        if (account === undefined || !offersOf(visit.step).includes(given.method))
          return redirect(await dispatcher.destination(call, visit));
        const texts = messages[call.lang].secondFactor.errors;
        if (given.code.trim() === '') return present(visit, given.method, [{ field: 'code', message: texts.missing }]);
        // Each kind of code has its own count: what strangers fail at with one does not close another.
        const limit = { action: given.method, subject: account.id, ip: call.ip, browser: knownBrowser.read(call.koa) } as const;
        await accounts.limits.beforeTry(limit);
        let result = 'wrong' as CodeResult;
        const to = await dispatcher.move(call, visit, async (tx) => {
          result = await check(tx, { visit, account, ...given });
          if (result === 'ok')
            return { flow: proved(visit.flow, { accountId: account.id, kind: kinds[given.method], at: clock.epoch() }), account };
          await dispatcher.record(tx, call, { type: 'sign-in.failed', accountId: account.id, detail: { factor: kinds[given.method] } });
          return null;
        });
        if (to === null) return present(visit, given.method, [{ field: 'code', message: texts[result === 'spent' ? 'spent' : 'wrong'] }]);
        await accounts.limits.afterSuccess(limit);
        return redirect(to);
      },
    }),
    dispatcher.action({
      path: '/code/send',
      at: ['second-factor'],
      body: z.object({}),
      async handle(call, visit) {
        const account = visit.subject?.account;
        const here = `${addressOf(visit.interaction.uid, 'second-factor')}?with=sms`;
        if (account === undefined || !offersOf(visit.step).includes('sms') || codeRefusal(visit.flow, clock.epoch()) !== null)
          return redirect(here);
        await dispatcher.move(call, visit, async (tx) => {
          await accounts.sms.sendCode(tx, {
            purpose: 'sign-in',
            subject: flowKey(visit.interaction.uid),
            phone: account.phone,
            language: account.language,
          });
          return { flow: codeSent(visit.flow, clock.epoch()), account };
        });
        return redirect(here);
      },
    }),
  ];
}

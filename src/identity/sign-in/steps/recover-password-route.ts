import { z } from 'zod';
import { sameSecret } from '#shared/crypto';
import type { Tx } from '#shared/db';
import { redirect, show, type Route } from '#shared/http';
import type { FieldError } from '#shared/view';
import { parseBirthDate, type Account, type CodeResult } from '#identity/accounts';
import { boundByRecovery, nothingElse, proved, type RecoveryOffer, recoveryProved, type Visit } from '#identity/sign-in/flow';
import type { Dispatcher } from '#identity/sign-in/dispatch';
import { frame, messages, recoverPasswordPage, recoverProofPage } from '#identity/sign-in/pages';
import { birthDateFields, isoDate } from './birth-date-fields.ts';

const method = z.enum(['totp', 'recovery', 'birth-date']);
const proofBody = z.object({ method, code: z.string().max(100).default(''), ...birthDateFields });
type ProofBody = z.infer<typeof proofBody>;
const proofs = { totp: 'otp', recovery: 'recovery', 'birth-date': 'birth-date' } as const;

/**
 * Getting an account back, second half: one thing more than the phone, then a new password. Every other session ends,
 * the owner is told by SMS, and the person goes on signed in with what was proved here.
 */
export function recoverPasswordRoutes(dispatcher: Dispatcher): Route[] {
  const { accounts, clock, endSessions, knownBrowser, notifier, writes } = dispatcher.parts;
  const offersOf = ({ step }: Visit): readonly RecoveryOffer[] => (step.at === 'recover-proof' ? step.offers : []);

  const present = (visit: Visit, wanted: RecoveryOffer | undefined, given?: { fields: ProofBody; errors: readonly FieldError[] }) => {
    const offers = offersOf(visit);
    const shown = wanted !== undefined && offers.includes(wanted) ? wanted : (offers[0] ?? 'totp');
    const { birth_day: day = '', birth_month: month = '', birth_year: year = '' } = given?.fields ?? {};
    return show(
      recoverProofPage,
      {
        ...frame(visit.interaction, clock.now(), given?.errors),
        method: shown,
        otherMethods: offers.filter((offer) => offer !== shown),
        birth: { day, month, year },
      },
      given === undefined ? 200 : 400,
    );
  };

  const check = async (tx: Tx, account: Account, given: ProofBody): Promise<CodeResult> => {
    switch (given.method) {
      case 'totp':
        return accounts.totp.verify(tx, { accountId: account.id, code: given.code });
      case 'recovery':
        return accounts.recovery.use(tx, { accountId: account.id, code: given.code });
      case 'birth-date':
        return sameSecret(parseBirthDate(isoDate(given), clock.now()) ?? '', account.birthDate) ? 'ok' : 'wrong';
    }
  };

  return [
    dispatcher.page({
      path: '/help/proof',
      at: ['recover-proof'],
      query: z.object({ with: method.optional().catch(undefined) }),
      show: (call, visit) => present(visit, call.query.with),
    }),
    dispatcher.action({
      path: '/help/proof',
      at: ['recover-proof'],
      body: proofBody,
      async handle(call, visit) {
        const account = visit.subject?.account;
        const given = call.body;
        if (account === undefined || !offersOf(visit).includes(given.method)) return redirect(await dispatcher.destination(call, visit));
        const texts = messages[call.lang];
        const dated = given.method === 'birth-date';
        const again = (message: string) =>
          present(visit, given.method, { fields: given, errors: [{ field: dated ? 'birth_day' : 'code', message }] });
        if (!dated && given.code.trim() === '') return again(texts.secondFactor.errors.missing);
        const action = given.method === 'birth-date' ? 'code' : given.method;
        const limit = { action, subject: account.id, ip: call.ip, browser: knownBrowser.read(call.koa) } as const;
        await accounts.limits.beforeTry(limit);
        let result = 'wrong' as CodeResult;
        const to = await dispatcher.move(call, visit, async (tx) => {
          result = await check(tx, account, given);
          if (result === 'ok') return { flow: recoveryProved(visit.flow, proofs[given.method]), account };
          await dispatcher.record(tx, call, { type: 'recovery.failed', accountId: account.id, detail: { factor: proofs[given.method] } });
          return null;
        });
        if (to === null)
          return again(dated ? texts.recover.errors.birthDate : texts.secondFactor.errors[result === 'spent' ? 'spent' : 'wrong']);
        await accounts.limits.afterSuccess(limit);
        return redirect(to);
      },
    }),
    dispatcher.page({
      path: '/help/password',
      at: ['recover-password'],
      show: (_call, visit) =>
        show(recoverPasswordPage, { ...frame(visit.interaction, clock.now()), citizenNumber: visit.subject?.account.citizenNumber ?? '' }),
    }),
    dispatcher.action({
      path: '/help/password',
      at: ['recover-password'],
      body: z.object({ password: z.string().max(2048).default('') }),
      async handle(call, visit) {
        const account = visit.subject?.account;
        const proof = visit.flow.recovery?.proof;
        if (account === undefined || proof == null) return redirect(await dispatcher.destination(call, visit));
        const texts = messages[call.lang].register.errors;
        const { password } = call.body;
        const weak = password === '' ? null : accounts.password.weakness(password, account);
        if (password === '' || weak !== null) {
          const errors = [{ field: 'password', message: weak === null ? texts.passwordMissing : texts.password[weak] }];
          return show(recoverPasswordPage, { ...frame(visit.interaction, clock.now(), errors), citizenNumber: account.citizenNumber }, 400);
        }
        const prepared = await accounts.password.prepare(password);
        const to = await dispatcher.move(call, visit, async (tx) => {
          const at = clock.epoch();
          // Locked, or given something stronger, while the person was choosing: the flow decides anew.
          const active = await accounts.hold(tx, account.id);
          const factors = await accounts.factors(tx, account.id);
          if (!active || (proof === 'birth-date' && !nothingElse(factors))) return { flow: visit.flow };
          await accounts.password.set(tx, { accountId: account.id, password: prepared, bound: boundByRecovery(proof, factors) });
          await endSessions(tx, account.id, 'password-reset');
          const text = messages[account.language].recover.passwordReset;
          await notifier.send(tx, {
            channel: 'sms',
            to: account.phone,
            template: 'password-reset',
            language: account.language,
            text,
            secret: false,
          });
          await dispatcher.record(tx, call, { type: 'account.recovered', accountId: account.id, detail: { proof } });
          const known = proved(proved(visit.flow, { accountId: account.id, kind: 'sms', at }), { accountId: account.id, kind: 'pwd', at });
          return { flow: proof === 'birth-date' ? known : proved(known, { accountId: account.id, kind: proof, at }), account };
        });
        await accounts.limits.afterSuccessOf('password', account, call.ip);
        await accounts.limits.afterSuccessOf('lookup', account, call.ip);
        await writes.apply([accounts.limits.provedStrongly(account)]);
        return redirect(to);
      },
    }),
  ];
}

import { z } from 'zod';
import type { Candidate } from '#identity/accounts';
import { messages } from '#identity/messages';
import { redirect, show, type Route } from '#shared/http';
import type { FieldError } from '#shared/view';
import type { Subject } from './decide-step.ts';
import type { At, Dispatcher } from './dispatch.ts';
import { proved } from './flow.ts';
import { frame } from './page-frame.ts';
import { confirmPage, credentialsPage } from './sign-in-pages.ts';
import type { Visit } from './visit.ts';

const body = z.object({
  identifier: z.string().max(200).default(''),
  password: z.string().max(1024).default(''),
  shared_computer: z.literal('yes').optional(),
});
type Body = z.infer<typeof body>;

/**
 * The first page: citizen number or phone with a password, or a passkey; and the same address for somebody who is known
 * and must confirm who they are. An unknown number and a wrong password give the same words, status and work.
 */
export function credentialRoutes(dispatcher: Dispatcher): Route[] {
  const { accounts, clock, db } = dispatcher.parts;

  const credentials = (visit: Visit, given: Partial<Body>, errors: readonly FieldError[] = []) =>
    show(
      credentialsPage,
      {
        ...frame(visit.interaction, clock.now(), errors),
        identifier: given.identifier ?? visit.interaction.requested.loginHint?.slice(0, 64) ?? '',
        sharedComputer: given.shared_computer === 'yes',
        autofill: true,
      },
      errors.length === 0 ? 200 : 400,
    );

  const confirm = (visit: Visit, errors: readonly FieldError[] = []) => {
    const ways = visit.step.at === 'confirm' ? visit.step.with : [];
    return show(
      confirmPage,
      {
        ...frame(visit.interaction, clock.now(), errors),
        name: visit.subject?.account.name ?? '',
        passkey: ways.includes('passkey'),
        password: ways.includes('password'),
        strong: visit.interaction.requested.level === 'LoA3',
      },
      errors.length === 0 ? 200 : 400,
    );
  };

  /** Somebody whose account and factors this request has read already. */
  const knownCandidate = async ({ account, factors }: Subject, ip: string): Promise<Candidate> => {
    const limit = { action: 'password', subject: account.id, ip } as const;
    await accounts.limits.beforeTry(limit);
    return {
      account,
      factors,
      success: accounts.limits.success(limit),
      verify: (password) => accounts.password.verify(db, { accountId: account.id, password }),
    };
  };

  async function signIn(call: At<unknown, Body>, visit: Visit) {
    const texts = messages[call.lang];
    const known = visit.step.at === 'confirm' ? visit.subject : null;
    const { identifier, password } = call.body;
    const missing: FieldError[] = [];
    if (known === null && identifier.trim() === '') missing.push({ field: 'identifier', message: texts.signIn.errors.identifierMissing });
    if (password === '') missing.push({ field: 'password', message: texts.signIn.errors.passwordMissing });
    const again = (errors: readonly FieldError[]) => (known === null ? credentials(visit, call.body, errors) : confirm(visit, errors));
    if (missing.length > 0) return again(missing);

    const { account, factors, success, verify } = await (known === null
      ? accounts.password.candidate({ identifier, ip: call.ip })
      : knownCandidate(known, call.ip));
    const right = await verify(password);
    if (!right || account === null) {
      await dispatcher.record(db, call, { type: 'sign-in.failed', accountId: account?.id ?? null, detail: { factor: 'pwd' } });
      return again([
        known === null ? { field: 'identifier', message: texts.signIn.errors.wrong } : { field: 'password', message: texts.confirm.wrong },
      ]);
    }
    const flow = proved(visit.flow, { accountId: account.id, kind: 'pwd', at: clock.epoch() });
    const sharedComputer = known === null ? call.body.shared_computer === 'yes' : visit.flow.sharedComputer;
    const to = await dispatcher.move(call, visit, { flow: { ...flow, sharedComputer }, account, factors, writes: [success] });
    return redirect(to);
  }

  return [
    dispatcher.page({
      path: '',
      at: ['credentials', 'confirm'],
      show: (_call, visit) => (visit.step.at === 'confirm' ? confirm(visit) : credentials(visit, {})),
    }),
    dispatcher.action({
      path: '',
      at: ['credentials', 'confirm'],
      body,
      // A step that only a passkey can do is not done by a password.
      handle: async (call, visit) =>
        visit.step.at === 'confirm' && !visit.step.with.includes('password')
          ? redirect(await dispatcher.destination(call, visit))
          : signIn(call, visit),
    }),
  ];
}

import { z } from 'zod';
import { redirect, show, type Route } from '#shared/http';
import { secondsToWait } from '#shared/limits';
import { Problem } from '#shared/problem';
import type { FieldError } from '#shared/view';
import type { Candidate } from '#identity/accounts';
import { proved, type Subject, type Visit } from '#identity/sign-in/flow';
import type { At, Dispatcher } from '#identity/sign-in/dispatch';
import { confirmPage, credentialsPage, frame, messages } from '#identity/sign-in/pages';

const body = z.object({
  identifier: z.string().max(200).default(''),
  password: z.string().max(1024).default(''),
  shared_computer: z.literal('yes').optional(),
});
type Body = z.infer<typeof body>;
type Judged = { readonly candidate: Candidate; readonly right: boolean };

/**
 * The first page: citizen number or phone with a password, or a passkey; and the same address for somebody who is known
 * and must confirm who they are. An unknown number and a wrong password give the same words, status and work.
 */
export function credentialRoutes(dispatcher: Dispatcher): Route[] {
  const { accounts, clock, db, knownBrowser, writes } = dispatcher.parts;

  const credentials = (visit: Visit, given: Partial<Body>, errors: readonly FieldError[] = [], status = errors.length === 0 ? 200 : 400) =>
    show(
      credentialsPage,
      {
        ...frame(visit.interaction, clock.now(), errors),
        identifier: given.identifier ?? visit.interaction.requested.loginHint?.slice(0, 64) ?? '',
        sharedComputer: given.shared_computer === 'yes',
        autofill: true,
      },
      status,
    );

  const confirm = (visit: Visit, errors: readonly FieldError[] = [], status = errors.length === 0 ? 200 : 400) => {
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
      status,
    );
  };

  /** Somebody whose account and factors this request has read already. */
  const knownCandidate = async ({ account, factors }: Subject, { ip, koa }: Pick<At, 'ip' | 'koa'>): Promise<Candidate> => {
    const limit = { action: 'password', subject: account.id, ip, browser: knownBrowser.read(koa) } as const;
    await accounts.limits.beforeTry(limit);
    return {
      accountId: account.id,
      account,
      factors,
      success: accounts.limits.success(limit),
      untried: accounts.limits.untried(limit, false),
      // A session of theirs in this very browser is why they are known.
      wantsMore: () => false,
      verify: (password) => accounts.password.verify(db, { accountId: account.id, password }),
    };
  };

  /**
   * Looks at the password. `busy` when there is no room for another hash now, and then nothing has been counted; `closed` when there were
   * so many failures that a password is not looked at from this browser, or the seconds to wait: the other ways in stay open.
   */
  async function judge(call: At, find: () => Promise<Candidate>, password: string): Promise<Judged | 'busy' | 'closed' | number> {
    let candidate: Candidate | undefined;
    try {
      candidate = await find();
      return { candidate, right: await candidate.verify(password) };
    } catch (error) {
      if (accounts.limits.isClosed(error)) return 'closed';
      if (!(error instanceof Problem) || error.code !== 'service.busy') return secondsToWait(error, call);
      if (candidate !== undefined) await writes.apply([candidate.untried]);
      return 'busy';
    }
  }

  async function signIn(call: At<unknown, Body>, visit: Visit) {
    const texts = messages[call.lang];
    const known = visit.step.at === 'confirm' ? visit.subject : null;
    const { identifier, password } = call.body;
    const missing: FieldError[] = [];
    if (known === null && identifier.trim() === '') missing.push({ field: 'identifier', message: texts.signIn.errors.identifierMissing });
    if (password === '') missing.push({ field: 'password', message: texts.signIn.errors.passwordMissing });
    const again = (errors: readonly FieldError[], status?: number) =>
      known === null ? credentials(visit, call.body, errors, status) : confirm(visit, errors, status);
    if (missing.length > 0) return again(missing);

    const browser = knownBrowser.read(call.koa);
    const judged = await judge(
      call,
      () => (known === null ? accounts.password.candidate({ identifier, ip: call.ip, browser }) : knownCandidate(known, call)),
      password,
    );
    if (judged === 'closed') return again([{ field: 'password', message: texts.signIn.errors.closed }], 429);
    if (typeof judged === 'number') return again([{ field: 'password', message: texts.signIn.errors.wait(judged) }], 429);
    if (judged === 'busy') {
      call.koa.set('Retry-After', '2');
      return again([{ field: 'password', message: texts.signIn.errors.busy }], 503);
    }
    const { candidate, right } = judged;
    if (!right || candidate.accountId === null) {
      await dispatcher.record(db, call, { type: 'sign-in.failed', accountId: candidate.accountId, detail: { factor: 'pwd' } });
      return again([
        known === null ? { field: 'identifier', message: texts.signIn.errors.wrong } : { field: 'password', message: texts.confirm.wrong },
      ]);
    }
    const { account, factors, success } = candidate;
    const flow = proved(visit.flow, { accountId: account.id, kind: 'pwd', at: clock.epoch() });
    const sharedComputer = known === null ? call.body.shared_computer === 'yes' : visit.flow.sharedComputer;
    const wary = candidate.wantsMore(password) || visit.flow.wary === true;
    const to = await dispatcher.move(call, visit, { flow: { ...flow, sharedComputer, wary }, account, factors, writes: [success] });
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

import { z } from 'zod';
import type { Tx } from '#shared/db';
import { json, redirect, show, type Route } from '#shared/http';
import type { FieldError } from '#shared/view';
import type { Account } from '#identity/accounts';
import type { At, Change, Dispatcher } from '#identity/sign-in/dispatch';
import { type Flow, flowKey, proved, registrationLost, type Visit } from '#identity/sign-in/flow';
import { credentialPage, frame, messages } from '#identity/sign-in/pages';
import { tellOwner } from './owners.ts';

/** Version of the text the person agrees to (`register.agreement` and `register.purposes`); recorded with the consent. */
const AGREEMENT = '2026-11';

/** What comes with the account is bound at the most: there was nobody before it who could have been robbed of it. */
const BOUND = 3;

const body = z.object({
  password: z.string().max(2048).default(''),
  agreement: z.literal('yes').optional(),
  shared_computer: z.literal('yes').optional(),
});
const keyBody = z.object({
  response: z.record(z.string(), z.unknown()),
  agreement: z.boolean().default(false),
  shared_computer: z.boolean().default(false),
});

interface Confirmed {
  readonly id: string;
  readonly citizenNumber: string;
  readonly name: string;
  readonly birthDate: string;
  readonly phone: string;
}

/** What the step guarantees: a declared person and a confirmed phone. */
function confirmed({ flow }: Visit): Confirmed {
  if (flow.personal?.phone == null || flow.registration === null) throw new Error('a registration without its data');
  return { ...flow.personal.person, phone: flow.personal.phone, id: flow.registration.newAccountId };
}

/** A new account, or the reason why there is none. */
type Added = (tx: Tx, account: Account) => Promise<boolean>;

/**
 * The last registration page: a passkey or a password, and the agreement, never ticked beforehand. The account, its
 * credential and its events are written in one transaction; a race for the number ends like a registered number.
 */
export function registerCredentialRoutes(dispatcher: Dispatcher): Route[] {
  const { accounts, clock, db } = dispatcher.parts;

  const present = (visit: Visit, given: { agreed: boolean; sharedComputer: boolean }, errors: readonly FieldError[] = []) =>
    show(
      credentialPage,
      { ...frame(visit.interaction, clock.now(), errors), citizenNumber: confirmed(visit).citizenNumber, ...given },
      errors.length === 0 ? 200 : 400,
    );

  /** `addCredential` answers false when the credential cannot be accepted: then nothing is created. */
  const create = async (
    tx: Tx,
    input: { call: At; visit: Visit; kind: 'pwd' | 'passkey'; sharedComputer: boolean; addCredential: Added },
  ): Promise<Change> => {
    const { call, visit, kind } = input;
    const result = await accounts.create(tx, { ...confirmed(visit), language: call.lang });
    if ('taken' in result) {
      await tellOwner(dispatcher.parts, tx, result.owner);
      await dispatcher.record(tx, call, { type: 'registration.duplicate-attempted', accountId: result.owner.id });
      return { flow: registrationLost(visit.flow) };
    }
    const account = result.created;
    if (!(await input.addCredential(tx, account))) throw new CredentialRefused();
    await dispatcher.record(tx, call, {
      type: 'account.registered',
      accountId: account.id,
      detail: { credential: kind, agreement: AGREEMENT },
    });
    const at = clock.epoch();
    const known = proved(visit.flow, { accountId: account.id, kind: 'sms', at });
    const flow: Flow = proved(known, { accountId: account.id, at, ...(kind === 'pwd' ? { kind } : { kind, bound: BOUND }) });
    return { flow: { ...flow, sharedComputer: input.sharedComputer }, account };
  };

  const finished = (call: At, visit: Visit) =>
    accounts.limits.afterSuccess({ action: 'register', subject: confirmed(visit).phone, ip: call.ip });

  return [
    dispatcher.page({
      path: '/register/credential',
      at: ['register-credential'],
      show: (_call, visit) => present(visit, { agreed: false, sharedComputer: false }),
    }),
    dispatcher.action({
      path: '/register/credential',
      at: ['register-credential'],
      body,
      async handle(call, visit) {
        const texts = messages[call.lang].register.errors;
        const { password } = call.body;
        const choices = { agreed: call.body.agreement === 'yes', sharedComputer: call.body.shared_computer === 'yes' };
        const weak = password === '' ? null : accounts.password.weakness(password, confirmed(visit));
        const errors: FieldError[] = [];
        if (password === '') errors.push({ field: 'password', message: texts.passwordMissing });
        if (weak !== null) errors.push({ field: 'password', message: texts.password[weak] });
        if (!choices.agreed) errors.push({ field: 'agreement', message: texts.agreement });
        if (errors.length > 0) return present(visit, choices, errors);
        const prepared = await accounts.password.prepare(password);
        const addCredential: Added = async (tx, account) => {
          await accounts.password.set(tx, { accountId: account.id, password: prepared, bound: BOUND });
          return true;
        };
        const to = await dispatcher.move(call, visit, (tx) =>
          create(tx, { call, visit, kind: 'pwd', sharedComputer: choices.sharedComputer, addCredential }),
        );
        await finished(call, visit);
        return redirect(to);
      },
    }),
    dispatcher.action({
      path: '/register/passkey/options',
      at: ['register-credential'],
      accepts: 'json',
      elsewhere: (to) => json({ to }),
      body: z.object({}),
      handle: async (_call, visit) =>
        json(
          await db.transaction((tx) =>
            accounts.passkeys.beginRegistration(tx, { ceremony: flowKey(visit.interaction.uid), account: confirmed(visit), bound: BOUND }),
          ),
        ),
    }),
    dispatcher.action({
      path: '/register/passkey',
      at: ['register-credential'],
      accepts: 'json',
      elsewhere: (to) => json({ to }),
      body: keyBody,
      async handle(call, visit) {
        if (!call.body.agreement) return json({ reason: 'agreement' }, 400);
        const addCredential: Added = async (tx, account) => {
          const passkey = {
            ceremony: flowKey(visit.interaction.uid),
            accountId: account.id,
            label: deviceOf(call.userAgent),
            response: call.body.response,
          };
          return (await accounts.passkeys.finishRegistration(tx, passkey)) !== null;
        };
        try {
          const { shared_computer: sharedComputer } = call.body;
          const to = await dispatcher.move(call, visit, (tx) =>
            create(tx, { call, visit, kind: 'passkey', sharedComputer, addCredential }),
          );
          await finished(call, visit);
          return json({ to });
        } catch (error) {
          if (error instanceof CredentialRefused) return json({ reason: 'failed' }, 400);
          throw error;
        }
      },
    }),
  ];
}

/** The credential was not accepted; thrown so that the account made for it is rolled back. */
class CredentialRefused extends Error {
  override readonly name = 'CredentialRefused';
}

/** A first label for a passkey; the person can change it. */
function deviceOf(userAgent: string): string {
  const known = ['iPhone', 'iPad', 'Android', 'Windows', 'Macintosh', 'CrOS', 'Linux'];
  return known.find((name) => userAgent.includes(name))?.replace('Macintosh', 'Mac') ?? 'Passkey';
}

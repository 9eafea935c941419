import { z } from 'zod';
import { json, redirect, route, show, type Reply, type Route } from '#shared/http';
import { problem } from '#shared/problem';
import { page, type FieldError } from '#shared/view';
import type { Passkey } from '#identity/accounts';
import {
  type AccountCentreParts,
  carriedBy,
  type Carries,
  type Frame,
  frameOf,
  type Gate,
  type MakeChange,
  sampleCarries,
  sampleFrame,
  type Signed,
} from '#identity/account-centre/gate';
import { messages } from './messages/index.ts';

const NEW = '/account/security/passkeys/new';
const SECURITY = '/account/security';

export interface NewPasskeyModel extends Frame {
  readonly carries: Carries;
}

export const newPasskeyPage = page<NewPasskeyModel>('identity/account/passkey-new', {
  fresh: { ...sampleFrame('security'), carries: { ...sampleCarries, bound: 3 } },
  'after a password alone': { ...sampleFrame('security'), carries: { ...sampleCarries, bound: 1, again: '/authorize' } },
});

export interface PasskeyModel extends Frame {
  readonly passkey: Passkey;
  /** Without it nothing would be left to sign in with. */
  readonly last: boolean;
}

const samplePasskey: Passkey = {
  id: '0190a5c2-0000-7000-8000-000000000001',
  label: 'Điện thoại của tôi',
  createdAt: new Date('2026-05-04T02:15:00Z'),
  lastUsedAt: null,
  backedUp: true,
  bound: 3,
};

export const passkeyPage = page<PasskeyModel>('identity/account/passkey', {
  one: { ...sampleFrame('security'), passkey: samplePasskey, last: false },
  last: {
    ...sampleFrame('security'),
    passkey: samplePasskey,
    last: true,
    errors: [{ field: 'label', message: messages.vi.passkey.labelMissing }],
  },
});

const params = z.object({ id: z.string().max(60) });
const label = z.string().max(400);

/** Passkeys: adding (the one thing here that needs JavaScript), naming and removing. */
export function passkeyRoutes(parts: AccountCentreParts, gate: Gate, change: MakeChange): Route[] {
  const { accounts, clock, db, events } = parts;
  const ceremonyOf = (call: Signed): string => `account-centre:${call.principal.sessionUid}`;

  async function present(call: Signed, id: string, errors: readonly FieldError[] = []): Promise<Reply> {
    const accountId = call.principal.account.id;
    const passkey = (await accounts.passkeys.list(db, accountId)).find((each) => each.id === id);
    if (passkey === undefined) throw problem('page.not-found');
    const factors = await accounts.factors(db, accountId);
    return show(
      passkeyPage,
      { ...frameOf(clock, call, 'security', errors), passkey, last: !factors.password && factors.passkeys === 1 },
      errors.length === 0 ? 200 : 400,
    );
  }

  return [
    route({
      method: 'GET',
      path: NEW,
      who: gate.binding(NEW),
      async handle(call) {
        const factors = await accounts.factors(db, call.principal.account.id);
        const carries = carriedBy(parts, call, { factors, back: NEW });
        return show(newPasskeyPage, { ...frameOf(clock, call, 'security'), carries });
      },
    }),
    route({
      method: 'POST',
      path: `${NEW}/options`,
      who: gate.addingByScript(NEW),
      accepts: 'json',
      body: z.object({}),
      async handle(call) {
        const { account } = call.principal;
        const options = await change(call.principal, { needs: 'entered' }, (tx, { bound }) =>
          accounts.passkeys.beginRegistration(tx, { ceremony: ceremonyOf(call), account, bound }),
        );
        return json(options);
      },
    }),
    route({
      method: 'POST',
      path: NEW,
      who: gate.addingByScript(NEW),
      accepts: 'json',
      body: z.object({ label: label.default(''), response: z.record(z.string(), z.unknown()) }),
      async handle(call) {
        const { account } = call.principal;
        const input = { ceremony: ceremonyOf(call), accountId: account.id, label: call.body.label, response: call.body.response };
        const added = await change(call.principal, { needs: 'entered', notice: 'passkeyAdded', endOthers: 'passkey-added' }, (tx) =>
          accounts.passkeys.finishRegistration(tx, input),
        );
        return added === null ? json({ reason: 'failed' }, 400) : json({ to: `${SECURITY}?done=passkey-added` });
      },
    }),
    route({
      method: 'GET',
      path: '/account/security/passkeys/:id',
      who: gate.security(SECURITY),
      params,
      handle: async (call) => present(call, call.params.id),
    }),
    route({
      method: 'POST',
      path: '/account/security/passkeys/:id/rename',
      who: gate.adding(SECURITY),
      params,
      body: z.object({ label: label.default('') }),
      async handle(call) {
        const { id } = call.params;
        if (call.body.label.trim() === '')
          return present(call, id, [{ field: 'label', message: messages[call.lang].passkey.labelMissing }]);
        const accountId = call.principal.account.id;
        const renamed = await change(call.principal, { needs: 'entered' }, async (tx) => {
          if (!(await accounts.passkeys.rename(tx, { accountId, id, label: call.body.label }))) return null;
          await events.record(tx, {
            type: 'passkey.renamed',
            accountId,
            actor: accountId,
            ip: call.ip,
            traceId: call.traceId,
            detail: { passkey: id },
          });
          return true;
        });
        if (renamed === null) throw problem('page.not-found');
        return redirect(`${SECURITY}?done=passkey-renamed`);
      },
    }),
    route({
      method: 'POST',
      path: '/account/security/passkeys/:id/remove',
      who: gate.strong(SECURITY),
      params,
      body: z.object({}),
      async handle(call) {
        const { id } = call.params;
        let last = false;
        const removed = await change(
          call.principal,
          { needs: 'strongest', notice: 'passkeyRemoved', endOthers: 'passkey-removed' },
          async (tx, { factors }) => {
            last = !factors.password && factors.passkeys <= 1;
            if (last) return null;
            return (await accounts.passkeys.remove(tx, { accountId: call.principal.account.id, id })) ? true : null;
          },
        );
        if (last) return present(call, id, [{ field: '', message: messages[call.lang].passkey.last }]);
        if (removed === null) throw problem('page.not-found');
        return redirect(`${SECURITY}?done=passkey-removed`);
      },
    }),
  ];
}

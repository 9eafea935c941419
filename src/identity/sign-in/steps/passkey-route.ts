import { z } from 'zod';
import type { Tx } from '#shared/db';
import { json, type Reply, type Route } from '#shared/http';
import { flowKey, proved, type Step } from '#identity/sign-in/flow';
import type { Dispatcher } from '#identity/sign-in/dispatch';
import { messages } from '#identity/sign-in/pages';

/** What passkey.js reads: where to go, or which of its texts to show. */
const goTo = (to: string): Reply => json({ to });
type Refusal = 'failed' | 'other-account' | 'copied';
const refuse = (reason: Refusal): Reply => json({ reason }, 400);

const welcome: readonly Step['at'][] = ['credentials', 'confirm', 'second-factor'];
const answer = z.object({ response: z.record(z.string(), z.unknown()), shared_computer: z.boolean().default(false) });

/**
 * Signing in with a passkey (WebAuthn Level 3), by JSON from the page's own script. The options name no credential, so
 * they tell nothing about who has an account. Somebody who is known must answer with a passkey of that same account.
 */
export function passkeyRoutes(dispatcher: Dispatcher): Route[] {
  const { accounts, clock, db, notifier } = dispatcher.parts;

  /** A counter that went back is either a passkey that moved to another device, or a copy of it: only its owner knows. */
  const tellOwner = async (tx: Tx, { accountId, refused }: { accountId: string; refused: boolean }): Promise<void> => {
    const owner = await accounts.find(tx, accountId);
    if (owner === null) return;
    const { phone: to, language } = owner;
    const { counterReset, counterRefused } = messages[language].passkey;
    const [text, template] = refused ? [counterRefused, 'passkey-counter-refused'] : [counterReset, 'passkey-counter-reset'];
    await notifier.send(tx, { channel: 'sms', to, template, language, text, secret: false });
  };

  return [
    dispatcher.action({
      path: '/passkey/options',
      at: welcome,
      accepts: 'json',
      elsewhere: goTo,
      body: z.object({}),
      handle: async (call) => json(await db.transaction((tx) => accounts.passkeys.beginAuthentication(tx, flowKey(call.principal.uid)))),
    }),
    dispatcher.action({
      path: '/passkey',
      at: welcome,
      accepts: 'json',
      elsewhere: goTo,
      body: answer,
      async handle(call, visit) {
        const { step, interaction } = visit;
        if (step.at === 'second-factor' && !step.offers.includes('passkey')) return goTo(await dispatcher.destination(call, visit));
        if (step.at === 'confirm' && !step.with.includes('passkey')) return refuse('failed');
        const expected = step.at === 'credentials' ? null : (visit.subject?.account.id ?? null);
        let reason: Refusal = 'failed';
        const to = await dispatcher.move(call, visit, async (tx) => {
          const found = await accounts.passkeys.finishAuthentication(tx, {
            ceremony: flowKey(interaction.uid),
            response: call.body.response,
            async counterWentBack(inside, about) {
              if (about.refused) reason = 'copied';
              await tellOwner(inside, about);
            },
          });
          if (found !== null && (expected === null || found.accountId === expected)) {
            const flow = proved(visit.flow, { accountId: found.accountId, kind: 'passkey', at: clock.epoch(), bound: found.bound });
            return { flow: { ...flow, sharedComputer: step.at === 'credentials' ? call.body.shared_computer : flow.sharedComputer } };
          }
          if (found !== null) reason = 'other-account';
          await dispatcher.record(tx, call, {
            type: 'sign-in.failed',
            accountId: found?.accountId ?? expected,
            detail: { factor: 'passkey', reason },
          });
          return null;
        });
        return to === null ? refuse(reason) : goTo(to);
      },
    }),
  ];
}

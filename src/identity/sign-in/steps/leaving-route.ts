import { z } from 'zod';
import { json, redirect, show, wantsJson, type Route } from '#shared/http';
import { baseOf, startOver } from '#identity/sign-in/flow';
import type { Dispatcher } from '#identity/sign-in/dispatch';
import { blockedPage, consentPage, frame, unreachablePage } from '#identity/sign-in/pages';

const empty = z.object({});

/** The ways out: starting over, going back to the portal, the pages where a sign-in cannot go on, and the consent page. */
export function leavingRoutes(dispatcher: Dispatcher): Route[] {
  const { clock, interactions, db } = dispatcher.parts;
  return [
    dispatcher.action({
      path: '/restart',
      body: z.object({ not_you: z.literal('yes').optional() }),
      handle: async (call, visit) =>
        redirect(await dispatcher.move(call, visit, { flow: startOver(visit.flow, { ignoreSession: call.body.not_you === 'yes' }) })),
    }),
    dispatcher.action({
      path: '/cancel',
      body: empty,
      async handle(call, visit) {
        await dispatcher.record(db, call, { type: 'sign-in.cancelled', accountId: visit.subject?.account.id ?? null });
        return redirect(await interactions.fail(call.koa, call.principal.uid, 'access_denied', 'the person cancelled'));
      },
    }),
    dispatcher.action({
      path: '/extend',
      body: z.object({ here: z.string().max(500).optional() }),
      async handle(call, visit) {
        const expiresAt = await interactions.extend(call.koa, call.principal.uid);
        // What has been proved lives as long as the interaction it belongs to.
        if (visit.flow.version > 0) await dispatcher.prolong(visit, expiresAt);
        // The page's own script goes on with what there really is.
        if (wantsJson(call.koa)) return json({ seconds: Math.floor((expiresAt.getTime() - clock.now().getTime()) / 1000) });
        const here = baseOf(call.principal.uid);
        const to = call.body.here ?? '';
        return redirect(to.startsWith(here) ? to : here);
      },
    }),
    dispatcher.page({
      path: '/blocked',
      at: ['blocked'],
      show(_call, visit) {
        const status = visit.step.at === 'blocked' ? visit.step.status : 'locked';
        return show(blockedPage, { ...frame(visit.interaction, clock.now()), status, code: `account.${status}` }, 403);
      },
    }),
    dispatcher.page({
      path: '/level',
      at: ['unreachable'],
      show(_call, visit) {
        const why = visit.step.at === 'unreachable' ? visit.step.why : 'not-verified';
        return show(unreachablePage, { ...frame(visit.interaction, clock.now()), why, name: visit.subject?.account.name ?? '' });
      },
    }),
    dispatcher.action({
      path: '/level',
      at: ['unreachable'],
      body: empty,
      async handle(call, visit) {
        const why = visit.step.at === 'unreachable' ? visit.step.why : '';
        const { level } = visit.interaction.requested;
        await dispatcher.record(db, call, {
          type: 'sign-in.level-unmet',
          accountId: visit.subject?.account.id ?? null,
          detail: { level, why },
        });
        return redirect(
          await interactions.fail(call.koa, call.principal.uid, 'unmet_authentication_requirements', `${level} cannot be reached: ${why}`),
        );
      },
    }),
    dispatcher.page({
      path: '/consent',
      at: ['consent'],
      show: (_call, visit) => show(consentPage, { ...frame(visit.interaction, clock.now()), releases: visit.interaction.releases }),
    }),
    dispatcher.action({
      path: '/consent',
      at: ['consent'],
      body: z.object({ decision: z.enum(['continue', 'decline']) }),
      async handle(call, visit) {
        const agreed = call.body.decision === 'continue';
        const accountId = visit.interaction.session?.accountId ?? null;
        const scopes = visit.interaction.releases.map((release) => release.scope);
        await dispatcher.record(db, call, { type: agreed ? 'consent.given' : 'consent.refused', accountId, detail: { scopes } });
        if (agreed) return redirect(await interactions.grant(call.koa, call.principal.uid));
        return redirect(await interactions.fail(call.koa, call.principal.uid, 'access_denied', 'the person declined'));
      },
    }),
  ];
}

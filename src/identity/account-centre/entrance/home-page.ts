import { z } from 'zod';
import { anyone, redirect, route, show, type Route } from '#shared/http';
import { page } from '#shared/view';
import type { AccountCentreParts } from '#identity/account-centre/gate';

export const homePage = page<object>('identity/account/home', { shown: {} });

export interface ReturnErrorModel {
  /** OAuth error code, for support. */
  readonly code: string;
}

export const returnErrorPage = page<ReturnErrorModel>('identity/account/return-error', {
  cancelled: { code: 'access_denied' },
  'level not reached': { code: 'unmet_authentication_requirements' },
  busy: { code: 'temporarily_unavailable' },
  other: { code: 'server_error' },
});

const returned = z.object({ state: z.string().max(4000).optional(), error: z.string().max(100).optional() });

/** The front page, the way to registration, and the place where a sign-in for the account centre ends. */
export function homeRoutes({ sessions }: Pick<AccountCentreParts, 'sessions'>): Route[] {
  return [
    route({ method: 'GET', path: '/', who: anyone, handle: async () => show(homePage, {}) }),
    route({
      method: 'GET',
      path: '/register',
      who: anyone,
      handle: async () => redirect(sessions.signInUrl('/account', { create: true })),
    }),
    route({
      method: 'GET',
      path: '/account/return',
      who: anyone,
      query: returned,
      async handle({ query }) {
        if (query.error === undefined) return redirect(sessions.returnPath(query.state));
        return show(returnErrorPage, { code: /^[a-z_]{1,60}$/.test(query.error) ? query.error : 'server_error' }, 400);
      },
    }),
  ];
}

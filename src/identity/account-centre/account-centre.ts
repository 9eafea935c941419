import type { Route } from '#shared/http';
import type { Page } from '#shared/view';
import { homeRoutes, overviewRoutes, signOutRoutes } from '#identity/account-centre/entrance';
import { type AccountCentreParts, createChange, createGate } from '#identity/account-centre/gate';
import { contactRoutes, profileRoutes, refuseRoutes } from '#identity/account-centre/person';
import { activityRoutes, dataRoutes, sessionRoutes, withdrawRoutes } from '#identity/account-centre/records';
import {
  appRoutes,
  confirmationRoutes,
  passkeyRoutes,
  passwordRoutes,
  raiseRoutes,
  recoveryCodeRoutes,
  securityRoutes,
  smsRoutes,
} from '#identity/account-centre/security';
import { accountPages } from './pages.ts';

export interface AccountCentre {
  /** `/`, `/register`, and everything below `/account`. */
  readonly routes: readonly Route[];
  readonly pages: readonly Page<object>[];
}

/** The identity home page and the citizen's account centre. */
export function createAccountCentre(parts: AccountCentreParts): AccountCentre {
  const gate = createGate(parts);
  const change = createChange(parts);
  return {
    routes: [
      ...homeRoutes(parts),
      ...overviewRoutes(parts, gate),
      ...securityRoutes(parts, gate),
      ...passkeyRoutes(parts, gate, change),
      ...passwordRoutes(parts, gate, change),
      ...appRoutes(parts, gate, change),
      ...smsRoutes(parts, gate, change),
      ...raiseRoutes(parts, gate, change),
      ...confirmationRoutes(parts, gate),
      ...recoveryCodeRoutes(parts, gate, change),
      ...sessionRoutes(parts, gate),
      ...activityRoutes(parts, gate),
      ...dataRoutes(parts, gate),
      ...withdrawRoutes(parts, gate, change),
      ...profileRoutes(parts, gate, change),
      ...contactRoutes(parts, gate, change),
      ...refuseRoutes(parts, gate),
      ...signOutRoutes(parts, gate),
    ],
    pages: accountPages,
  };
}

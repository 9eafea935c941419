import type { Route } from '#shared/http';
import type { Page } from '#shared/view';
import { activityRoutes } from './records/activity-page.ts';
import { appRoutes } from './security/app-route.ts';
import { createChange } from './gate/change.ts';
import { confirmationRoutes } from './security/confirm-page.ts';
import { contactRoutes } from './person/contact-route.ts';
import { dataRoutes } from './records/data-page.ts';
import { createGate } from './gate/gate.ts';
import { homeRoutes } from './entrance/home-page.ts';
import { overviewRoutes } from './entrance/overview-page.ts';
import { accountPages } from './pages.ts';
import type { AccountCentreParts } from './gate/parts.ts';
import { passkeyRoutes } from './security/passkeys-route.ts';
import { passwordRoutes } from './security/password-route.ts';
import { profileRoutes } from './person/profile-route.ts';
import { recoveryCodeRoutes } from './security/recovery-codes-route.ts';
import { securityRoutes } from './security/security-page.ts';
import { sessionRoutes } from './records/sessions-route.ts';
import { signOutRoutes } from './entrance/sign-out-route.ts';
import { smsRoutes } from './security/sms-route.ts';

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
      ...confirmationRoutes(parts, gate),
      ...recoveryCodeRoutes(parts, gate, change),
      ...sessionRoutes(parts, gate),
      ...activityRoutes(parts, gate),
      ...dataRoutes(parts, gate, change),
      ...profileRoutes(parts, gate, change),
      ...contactRoutes(parts, gate, change),
      ...signOutRoutes(parts, gate),
    ],
    pages: accountPages,
  };
}

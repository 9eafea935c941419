import type { Route } from '#shared/http';
import type { Page } from '#shared/view';
import { activityRoutes } from './activity.ts';
import { appRoutes } from './app.ts';
import { createChange } from './change.ts';
import { confirmationRoutes } from './confirmations.ts';
import { contactRoutes } from './contact.ts';
import { dataRoutes } from './data.ts';
import { createGate } from './gate.ts';
import { homeRoutes } from './home.ts';
import { overviewRoutes } from './overview.ts';
import { accountPages } from './pages.ts';
import type { AccountCentreParts } from './parts.ts';
import { passkeyRoutes } from './passkeys.ts';
import { passwordRoutes } from './password.ts';
import { profileRoutes } from './profile.ts';
import { recoveryCodeRoutes } from './recovery-codes.ts';
import { securityRoutes } from './security.ts';
import { sessionRoutes } from './sessions.ts';
import { signOutRoutes } from './sign-out.ts';
import { smsRoutes } from './sms.ts';

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

import type { Page } from '#shared/view';
import { activityPage } from './activity.ts';
import { appCodePage, appPage } from './app.ts';
import { confirmChangePage } from './confirmations.ts';
import { contactCodePage, contactPage } from './contact-pages.ts';
import { dataPage, portalPage } from './data.ts';
import { strongerPage } from './gate.ts';
import { homePage, returnErrorPage } from './home.ts';
import { overviewPage } from './overview.ts';
import { newPasskeyPage, passkeyPage } from './passkeys.ts';
import { passwordPage } from './password.ts';
import { profilePage } from './profile.ts';
import { newCodesPage, recoveryCodesPage } from './recovery-codes.ts';
import { securityPage } from './security.ts';
import { sessionsPage } from './sessions.ts';
import { signedOutPage } from './sign-out.ts';

/** Every page of this module, for the test that renders each sample in each language. */
export const accountPages: readonly Page<object>[] = [
  ...[homePage, returnErrorPage, signedOutPage, overviewPage, strongerPage],
  ...[securityPage, newPasskeyPage, passkeyPage, passwordPage, appPage, appCodePage, confirmChangePage, recoveryCodesPage, newCodesPage],
  ...[sessionsPage, activityPage, dataPage, portalPage, profilePage, contactPage, contactCodePage],
] as Page<object>[];

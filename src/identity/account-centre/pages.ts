import type { Page } from '#shared/view';
import { activityPage } from './records/activity-page.ts';
import { appCodePage, appPage } from './security/app-route.ts';
import { confirmChangePage } from './security/confirm-page.ts';
import { contactCodePage, contactPage } from './person/contact-page.ts';
import { dataPage, portalPage } from './records/data-page.ts';
import { strongerPage } from './gate/gate.ts';
import { homePage, returnErrorPage } from './entrance/home-page.ts';
import { overviewPage } from './entrance/overview-page.ts';
import { newPasskeyPage, passkeyPage } from './security/passkeys-route.ts';
import { passwordPage } from './security/password-route.ts';
import { profilePage } from './person/profile-route.ts';
import { newCodesPage, recoveryCodesPage } from './security/recovery-codes-route.ts';
import { securityPage } from './security/security-page.ts';
import { sessionsPage } from './records/sessions-route.ts';
import { signedOutPage } from './entrance/sign-out-route.ts';

/** Every page of this module, for the test that renders each sample in each language. */
export const accountPages: readonly Page<object>[] = [
  ...[homePage, returnErrorPage, signedOutPage, overviewPage, strongerPage],
  ...[securityPage, newPasskeyPage, passkeyPage, passwordPage, appPage, appCodePage, confirmChangePage, recoveryCodesPage, newCodesPage],
  ...[sessionsPage, activityPage, dataPage, portalPage, profilePage, contactPage, contactCodePage],
] as Page<object>[];

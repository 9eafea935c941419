import type { Page } from '#shared/view';
import { homePage, overviewPage, returnErrorPage } from '#identity/account-centre/entrance';
import { strongerPage } from '#identity/account-centre/gate';
import { contactCodePage, contactPage, profilePage, refusePage } from '#identity/account-centre/person';
import { activityPage, dataPage, portalPage, sessionsPage } from '#identity/account-centre/records';
import {
  appCodePage,
  appPage,
  confirmChangePage,
  newCodesPage,
  newPasskeyPage,
  passkeyPage,
  passwordPage,
  raisePage,
  recoveryCodesPage,
  securityPage,
} from '#identity/account-centre/security';

/** Every page of this module, for the test that renders each sample in each language. */
export const accountPages: readonly Page<object>[] = [
  ...[homePage, returnErrorPage, overviewPage, strongerPage],
  ...[
    securityPage,
    newPasskeyPage,
    passkeyPage,
    passwordPage,
    appPage,
    appCodePage,
    confirmChangePage,
    recoveryCodesPage,
    newCodesPage,
    raisePage,
  ],
  ...[sessionsPage, activityPage, dataPage, portalPage, profilePage, contactPage, contactCodePage, refusePage],
] as Page<object>[];

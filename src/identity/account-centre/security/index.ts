// The ways a person signs in, and changing them.
export { appCodePage, appPage, appRoutes } from './app-route.ts';
export { confirmChangePage, confirmationRoutes } from './confirm-page.ts';
export { messages, type SecurityMessages } from './messages/index.ts';
export { newPasskeyPage, passkeyPage, passkeyRoutes } from './passkeys-route.ts';
export { passwordPage, passwordRoutes } from './password-route.ts';
export { raisePage, raiseRoutes } from './raise-route.ts';
export { newCodesPage, recoveryCodeRoutes, recoveryCodesPage } from './recovery-codes-route.ts';
export { securityPage, securityRoutes } from './security-page.ts';
export { smsRoutes } from './sms-route.ts';

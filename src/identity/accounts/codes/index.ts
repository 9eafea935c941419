// Codes a person types: by SMS, by e-mail, from an authenticator app, and on paper for the day all else is lost.
export type { CodeResult, EmailCodes, RecoveryCodes, SmsCodes, Totp } from './contract.ts';
export type { CodesDeps } from './deps.ts';
export { createEmailCode } from './email-code.ts';
export { createRecoveryCodes } from './recovery-codes.ts';
export { createSmsCode } from './sms-code.ts';
export { deleteSmsCodes } from './sms-code-sql.ts';
export { createNoticeLimits, createSmsLimits } from './sms-limits.ts';
export { createTotp } from './totp.ts';

export { trySmsCode, writeSmsCode } from './sms-code-sql.ts';

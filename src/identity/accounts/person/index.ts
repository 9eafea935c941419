// A person's account: the row, how it is found, made and changed, and how what people type is read.
export { accountPlace, openAccount, type SealedColumn } from './account-row.ts';
export { accountColumns, accountRow, bound, factorColumns, factorRow, findById } from './account-sql.ts';
export { atomically } from './atomically.ts';
export { parseBirthDate } from './birth-date.ts';
export { parseCitizenNumber } from './citizen-number.ts';
export { createContact } from './contact.ts';
export type { Account, Bound, Contact, Factors, NewAccount, People, PhoneChanges } from './contract.ts';
export { createCreate } from './create.ts';
export type { PersonDeps } from './deps.ts';
export { parseEmail } from './email.ts';
export { createFind, indexesOf } from './find.ts';
export { createPhoneChanges } from './phone-change.ts';
export { parsePersonalName } from './personal-name.ts';
export { maskPhone, parsePhone } from './phone.ts';
export { createStatus, factorsOf } from './status.ts';

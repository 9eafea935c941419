import type { Messages } from '#shared/texts';
import { messages as entrance, type EntranceMessages } from '#identity/account-centre/entrance';
import { messages as gate, type GateMessages } from '#identity/account-centre/gate';
import { messages as person, type PersonMessages } from '#identity/account-centre/person';
import { messages as records, type RecordsMessages } from '#identity/account-centre/records';
import { messages as security, type SecurityMessages } from '#identity/account-centre/security';

export type AccountMessages = GateMessages & EntranceMessages & PersonMessages & RecordsMessages & SecurityMessages;

/** Texts of the account centre, in every language; templates read them as `t.account`. Each room has its own. */
export const accountMessages: Messages<AccountMessages> = {
  vi: { ...entrance.vi, ...gate.vi, ...person.vi, ...records.vi, ...security.vi },
  en: { ...entrance.en, ...gate.en, ...person.en, ...records.en, ...security.en },
};

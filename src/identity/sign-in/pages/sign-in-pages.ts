import { page } from '#shared/view';
import type { Offer, WaysOn } from '#identity/sign-in/flow';
import { sampleFrame, sampleWays, type Frame } from './frame.ts';
import { messages } from './messages/index.ts';

export interface CredentialsModel extends Frame {
  readonly identifier: string;
  readonly sharedComputer: boolean;
  /** Passkeys are offered in the identifier field as soon as the page is open; not in samples, where nobody answers. */
  readonly autofill: boolean;
}

const vi = messages.vi;

export const credentialsPage = page<CredentialsModel>('identity/sign-in', {
  fresh: { ...sampleFrame, identifier: '', sharedComputer: false, autofill: false },
  'wrong password': {
    ...sampleFrame,
    identifier: '001085000011',
    sharedComputer: true,
    autofill: false,
    errors: [{ field: 'identifier', message: vi.signIn.errors.wrong }],
  },
  'no room for another hash': {
    ...sampleFrame,
    identifier: '001085000011',
    sharedComputer: false,
    autofill: true,
    errors: [{ field: 'password', message: vi.signIn.errors.busy }],
  },
});

export interface ConfirmModel extends Frame {
  readonly name: string;
  readonly passkey: boolean;
  readonly password: boolean;
  /** The highest level is asked for, which only a passkey reaches. */
  readonly strong: boolean;
}

export const confirmPage = page<ConfirmModel>('identity/confirm', {
  'password only': { ...sampleFrame, name: 'Nguyễn Văn Mẫu', passkey: false, password: true, strong: false },
  both: { ...sampleFrame, name: 'Nguyễn Văn Mẫu', passkey: true, password: true, strong: false },
  'wrong password': {
    ...sampleFrame,
    name: 'Nguyễn Văn Mẫu',
    passkey: false,
    password: true,
    strong: false,
    errors: [{ field: 'password', message: vi.confirm.wrong }],
  },
  'passkey needed': { ...sampleFrame, name: 'Nguyễn Văn Mẫu', passkey: true, password: false, strong: true },
});

export interface SecondFactorModel extends Frame {
  /** Only the level the portal asks for makes a code needed: the page says so. */
  readonly askedByPortal: boolean;
  /** The way this page shows. */
  readonly method: Offer;
  readonly otherMethods: readonly Offer[];
  /** Masked; only once a code has been sent. */
  readonly sentTo: string | null;
  /** Why no (further) code can be sent now: seconds to wait, or `no-more`. */
  readonly resend: { readonly wait: number } | 'no-more' | null;
}

export const secondFactorPage = page<SecondFactorModel>('identity/second-factor', {
  app: { ...sampleFrame, askedByPortal: false, method: 'totp', otherMethods: ['recovery', 'passkey'], sentTo: null, resend: null },
  'sms not sent': { ...sampleFrame, askedByPortal: true, method: 'sms', otherMethods: ['totp'], sentTo: null, resend: null },
  'sms sent, wrong code': {
    ...sampleFrame,
    askedByPortal: true,
    method: 'sms',
    otherMethods: [],
    sentTo: '•••• ••• 123',
    resend: { wait: 45 },
    errors: [{ field: 'code', message: vi.secondFactor.errors.wrong }],
  },
  'no more codes': {
    ...sampleFrame,
    askedByPortal: false,
    method: 'sms',
    otherMethods: ['recovery'],
    sentTo: '•••• ••• 123',
    resend: 'no-more',
  },
  recovery: { ...sampleFrame, askedByPortal: false, method: 'recovery', otherMethods: ['totp'], sentTo: null, resend: null },
  passkey: { ...sampleFrame, askedByPortal: true, method: 'passkey', otherMethods: ['totp'], sentTo: null, resend: null },
});

export interface UnreachableModel extends Frame {
  readonly why: 'not-verified' | 'no-passkey' | 'no-second-factor' | 'bound-lower';
  readonly name: string;
}

export const unreachablePage = page<UnreachableModel>('identity/unreachable', {
  'not verified': { ...sampleFrame, why: 'not-verified', name: 'Nguyễn Văn Mẫu' },
  'no passkey': { ...sampleFrame, why: 'no-passkey', name: 'Nguyễn Văn Mẫu' },
  'added with too little proof': { ...sampleFrame, why: 'bound-lower', name: 'Nguyễn Văn Mẫu' },
});

export interface BlockedModel extends Frame {
  readonly status: 'locked' | 'disabled';
  readonly code: string;
}

export const blockedPage = page<BlockedModel>('identity/blocked', {
  locked: { ...sampleFrame, status: 'locked', code: 'account.locked' },
  disabled: { ...sampleFrame, status: 'disabled', code: 'account.disabled' },
});

/** A limit was reached; the other ways of signing in stay open. */
export interface PausedModel extends Frame {
  /** Until it may be tried again. */
  readonly seconds: number | undefined;
  /** Getting the account back begins from here. */
  readonly help: boolean;
  readonly code: string;
}

export const pausedPage = page<PausedModel>('identity/paused', {
  'at the second factor': { ...sampleFrame, seconds: 600, help: true, code: 'limit.exceeded' },
  'while getting the account back': { ...sampleFrame, seconds: undefined, help: false, code: 'limit.exceeded' },
});

export interface ExpiredModel {
  readonly ways: WaysOn;
}

export const expiredPage = page<ExpiredModel>('identity/expired', {
  stranger: { ways: { signedIn: false, portal: null } },
  'signed in, portal known': { ways: sampleWays },
  'portal known': { ways: { ...sampleWays, signedIn: false } },
});

/** `releases` here are those that need the person's own yes. */
export type ConsentModel = Frame;

export const consentPage = page<ConsentModel>('identity/consent', {
  'two kinds': {
    ...sampleFrame,
    releases: [
      {
        scope: 'sample',
        data: { vi: 'Họ tên, ngày sinh', en: 'Name, date of birth' },
        purpose: { vi: 'Điền sẵn tờ khai', en: 'To fill in forms for you' },
        legalBasis: { vi: 'Luật 91/2025/QH15', en: 'Law 91/2025/QH15' },
      },
      {
        scope: 'sample',
        data: { vi: 'Số định danh cá nhân', en: 'Citizen number' },
        purpose: { vi: 'Xác định hồ sơ của quý vị', en: 'To find your dossiers' },
        legalBasis: { vi: 'Nghị định 69/2024/NĐ-CP', en: 'Decree 69/2024/ND-CP' },
      },
    ],
  },
});

import { page } from '#shared/view';
import type { Level } from './assurance.ts';
import type { RelyingPartyCode } from './problems.ts';

export interface FailureModel {
  readonly code: RelyingPartyCode;
  /** Key of the texts below `t.relyingParty.failures`. */
  readonly text: string;
  /** Where trying again begins; null when trying again cannot help. */
  readonly again: string | null;
  /** The level that was asked for, when it could not be reached. */
  readonly level: Level | null;
}

export const failurePage = page<FailureModel>('relying-party/failure', {
  denied: { code: 'rp.access-denied', text: 'accessDenied', again: '/sign-in/start?return=%2F', level: null },
  assurance: { code: 'rp.assurance-unmet', text: 'assuranceUnmet', again: '/sign-in/start?return=%2F&acr=LoA2', level: 'LoA2' },
  unreachable: { code: 'rp.provider-unreachable', text: 'providerUnreachable', again: '/sign-in/start?return=%2F', level: null },
  registration: { code: 'rp.registration-wrong', text: 'registrationWrong', again: null, level: null },
});

export interface SignOutModel {
  readonly signedIn: boolean;
}

export const signOutPage = page<SignOutModel>('relying-party/sign-out', {
  in: { signedIn: true },
  out: { signedIn: false },
});

export interface SignedOutModel {
  /** False when the provider could not be told: only this service's own session has ended. */
  readonly everywhere: boolean;
}

export const signedOutPage = page<SignedOutModel>('relying-party/signed-out', {
  everywhere: { everywhere: true },
  here: { everywhere: false },
});

export const relyingPartyPages = [failurePage, signOutPage, signedOutPage] as const;

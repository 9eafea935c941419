import { page } from '#shared/view';

export interface OfficerPasskeyModel {
  /** Signs in once more, with the passkey, and comes back. */
  readonly again: string;
}

/** An officer who got in with a code: what officers decide takes a factor that cannot be phished, and here is the way to it. */
export const officerPasskeyPage = page<OfficerPasskeyModel>('dossier/officer-passkey', {
  shown: { again: '/sign-in/start?return=%2Fqueue&acr=LoA2&max_age=0' },
});

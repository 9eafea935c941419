import type { Shape } from '#shared/texts';
import type { providerVi } from './provider-vi.ts';

export const providerEn = {
  logout: {
    title: 'Sign out',
    lead: 'Do you want to sign out of every portal in this browser?',
    leadPortal: (portal) => `You have left ${portal}. Sign out of every portal in this browser as well?`,
    hint: 'If this is a shared computer or not yours, sign out.',
    submit: 'Sign out everywhere',
    stay: 'Stay signed in',
    doneTitle: 'You are signed out',
    done: 'Every portal of this session has been told. On a shared computer, close the browser.',
  },
  oauthError: {
    title: 'The sign-in cannot continue',
    unknown: 'The request of the portal is not valid.',
    what: {
      invalid_client: 'This portal is not registered, or its registration is no longer in force.',
      invalid_redirect_uri: 'The return address given by the portal is not registered.',
      invalid_request: 'The request of the portal is incomplete or wrong.',
      invalid_request_uri: 'The sign-in request has expired or was already used.',
      session_not_found: 'The sign-in has expired.',
      access_denied: 'The request was refused.',
      server_error: 'Something failed on our side.',
      temporarily_unavailable: 'The service is too busy.',
    },
    act: {
      citizen: 'Return to the portal and choose Sign in again.',
      agency: 'There is nothing else you need to do. The agency that runs the portal has to correct this; tell them the two codes below.',
      operator: 'We have recorded the failure. Try again in a few minutes.',
    },
  },
} satisfies Shape<typeof providerVi>;

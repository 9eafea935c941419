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
    done: 'Nobody is signed in to Một Cửa in this browser any more.',
    closeBrowser: 'On a shared computer, close the browser.',
    stillTitle: 'You are still signed in',
    still: 'You are still signed in to Một Cửa in this browser.',
    here: 'Sign out here',
    portalsTitle: 'Portals of the session that has ended',
    count: (told, all) =>
      `${String(told)} of ${String(all)} ${all === 1 ? 'portal has' : 'portals have'} confirmed that you are signed out.`,
    states: { told: 'Confirmed', underWay: 'Being told', notReached: 'Not reached yet', cannotBeTold: 'Takes no messages' },
    notReachedHint:
      'You may still be signed in at a portal that was not reached yet. If you need to be sure, sign out at that portal itself.',
    cannotBeToldHint: 'At a portal that takes no messages you have to sign out yourself.',
    lookAgain: 'Look again',
    nobodyTitle: 'You are not signed in',
    nobody: 'Nobody is signed in to Một Cửa in this browser, so there is nothing to sign out of.',
    nobodyBack: (host) => `Return to ${host}`,
  },
  signOutError: {
    title: 'The portal could not sign you out',
    what: {
      'bad-hint': 'The proof of your session that the portal sent is not right, so Một Cửa does not know who is to be signed out.',
      'unknown-client': 'Whoever asked for the sign-out is not registered with Một Cửa, or its registration is no longer in force.',
      'wrong-address': 'The portal wanted to send you to an address that is not registered. To protect you, Một Cửa does not lead there.',
      'old-form': 'The page that asks before signing out is too old, or was opened in another browser.',
      unreadable: 'The request to sign out that the portal sent cannot be read.',
    },
    still: 'You are still signed in to Một Cửa in this browser. You can sign out right here.',
    nobody: 'Nobody is signed in to Một Cửa in this browser. If you are still signed in at the portal, sign out there.',
    agency: 'The agency that runs the portal has to correct this. If you report it, tell them the two codes below.',
    submit: 'Sign out here',
  },
  ways: {
    title: 'Go on',
    portal: (portal) => `Go to ${portal}`,
    signedIn: 'You are signed in in this browser.',
    account: 'Open your account',
    signIn: 'Sign in to your account',
    home: 'Một Cửa home page',
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

import type { ProblemCatalogue } from './problem-texts.ts';

const goBackAndRepeat = 'Go back to the page before, reload it and try again.';

export const problemsEn: ProblemCatalogue = {
  known: {
    'request.invalid': {
      title: 'The request is not valid',
      happened: 'We could not read what was sent. The address may be incomplete, or something is in the wrong format.',
      toDo: 'Check the address, or go back to the page before and try again.',
    },
    'request.duplicate-parameter': {
      title: 'The request is not valid',
      happened: 'One detail was sent more than once, so we cannot tell which value is right.',
      toDo: 'Go back to the portal you came from and try again. If it happens again, please tell the agency that runs it.',
    },
    'request.too-large': {
      title: 'Too much was sent',
      happened: 'The text or file you sent is larger than we accept.',
      toDo: 'Go back, shorten the text or choose a smaller file, and send it again.',
    },
    'request.unsupported-type': {
      title: 'This format is not supported',
      happened: 'The information was sent in a format this page does not accept.',
      toDo: goBackAndRepeat,
    },
    'request.not-acceptable-method': {
      title: 'This page cannot be opened like this',
      happened: 'The page cannot be opened directly: it only receives information from an earlier step.',
      toDo: 'Start again from the home page, or from the portal you are using.',
    },
    'request.forged': {
      title: 'We could not confirm this request',
      happened:
        'We are not certain that you sent this request from our page. The page may have been open for too long, or your browser may be blocking cookies.',
      toDo: 'Reload the page and try again. If it still fails, allow your browser to keep cookies of this site.',
    },
    'access.sign-in-required': {
      title: 'You need to sign in',
      happened: 'This page is for people who have signed in. Your session has not started or has ended.',
      toDo: 'Sign in and open this page again.',
    },
    'access.denied': {
      title: 'You may not open this page',
      happened: 'The account you are signed in with is not allowed to see this page or do this.',
      toDo: 'If another account of yours has permission, sign in with it. If you think this is a mistake, contact support.',
    },
    'page.not-found': {
      title: 'Page not found',
      happened: 'The address you opened does not exist, or the page has moved.',
      toDo: 'If you typed the address, check that it is correct. If you pasted it, check that you copied all of it.',
    },
    'limit.exceeded': {
      title: 'You have tried too many times',
      happened: 'To protect accounts, further attempts are paused.',
      toDo: 'If the earlier attempts were not yours, contact support.',
    },
    'service.busy': {
      title: 'The service is busy',
      happened: 'Very many people are using the service, so your request has not been dealt with yet.',
      toDo: 'Nothing you have saved is affected.',
    },
    'service.fault': {
      title: 'Something went wrong on our side',
      happened: 'There was a fault in our service. It has been recorded so that it can be fixed.',
      toDo: 'Please try again in a few minutes. If it continues, contact support and quote the codes below.',
    },
  },
  otherwise: {
    refused: {
      title: 'This cannot be done',
      happened: 'Your request cannot be carried out as things are now.',
      toDo: goBackAndRepeat,
    },
    failed: {
      title: 'Something went wrong on our side',
      happened: 'There was a fault in our service, and your request has not been carried out.',
      toDo: 'Please try again in a few minutes. If it continues, contact support and quote the codes below.',
    },
  },
};

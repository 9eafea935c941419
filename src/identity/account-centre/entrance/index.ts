// The way in and out: the identity home page, the first page of an account, signing out.
export { homePage, homeRoutes, returnErrorPage } from './home-page.ts';
export { messages, type EntranceMessages } from './messages/index.ts';
export { overviewPage, overviewRoutes } from './overview-page.ts';
export { signOutRoutes } from './sign-out-route.ts';

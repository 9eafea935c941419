// The front page, and what a signed-in person has paid and has to pay.
export { homePage, myPage, myPageRoutes } from './my-page.ts';
export { homeTexts } from './texts.ts';

// What is known of the person, and how they are reached.
export { contactCodePage, contactPage } from './contact-page.ts';
export { contactRoutes } from './contact-route.ts';
export { messages, type PersonMessages } from './messages/index.ts';
export { refusePage, refuseRoutes } from './refuse-route.ts';
export { createPhoneChangeJob } from './phone-change-job.ts';
export { profilePage, profileRoutes } from './profile-route.ts';

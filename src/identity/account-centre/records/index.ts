// What is on record about an account: devices that are signed in, its history, the data that portals received.
export { activityPage, activityRoutes } from './activity-page.ts';
export { dataPage, dataRoutes, portalPage } from './data-page.ts';
export { messages, type RecordsMessages } from './messages/index.ts';
export { sessionRoutes, sessionsPage } from './sessions-route.ts';
export { withdrawRoutes } from './withdraw-route.ts';

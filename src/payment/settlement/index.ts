// What makes an order paid or failed: notifications, returns and queries of gateways, all through `settle`, which only this room calls.
export { gatewayRoutes } from './gateway-routes.ts';
export { notificationProblems } from './problems.ts';
export { repair } from './repair.ts';

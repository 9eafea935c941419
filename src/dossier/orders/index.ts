// How dossiers' fees are collected: orders at the payment service, made and taken back by jobs that keep trying, and its signed
// notices, which alone say that money came.
export { noticeRoute } from './notice-route.ts';
export { createOrders, type Orders } from './orders.ts';

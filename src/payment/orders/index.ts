// Orders: their states, attempts and events, the API for services and the page for people. What makes an order paid or failed
// is not here but in settlement.
export { attemptStates } from './attempt-sql.ts';
export { asAttempt, attemptBy } from './attempts.ts';
export { announce, deliverEvent, deliverEventTask, probeReceivers } from './events.ts';
export { forgetAnswers } from './idempotency.ts';
export { moneyApart, suspenseRow, type MoneyApart } from './money-apart.ts';
export { orderPage, orderPageRoute } from './order-page.ts';
export { orderPayRoute } from './order-pay-route.ts';
export { findLiveFineOrder, orderRow } from './order-sql.ts';
export { itemKinds, orderStates, takesMoney, type OrderState } from './order-state.ts';
export { orderEvent } from './order-schemas.ts';
export { orderApiRoutes } from './orders-api.ts';
export { cancelOrder, createOrder, expireOrder, orderById, toOrder, type OrderItem } from './orders.ts';
export { orderProblem, orderProblems } from './problems.ts';
export { orderTexts } from './texts.ts';

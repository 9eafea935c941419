// The ways to pay, behind one interface: each checks who speaks and says what it says. None knows an order.
export { gatewayCodes, type Attempt, type Facts, type Gateway, type GatewayCode, type RawNotification } from './gateway.ts';
export { createVietqr, transferNotice } from './vietqr.ts';
export { createVnpay } from './vnpay.ts';

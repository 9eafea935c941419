// What the whole service works under: what it is given and how long things take, the links it hands out, and how it writes amounts
// and times. Every other room may use it; it knows none of them.
export { createLinks, type Links } from './links.ts';
export { limits, type Collector, type PaymentOptions, type VietqrSettings, type VnpaySettings } from './options.ts';
export { beginAgain, written } from './written.ts';

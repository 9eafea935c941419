export { errorsPage } from './errors-page.ts';
export type { Client, Host, Keys, Surroundings } from './host.ts';
export { defineModule, type Handler, type Module, type Part, type Scale } from './module.ts';
export type { Agencies, Audit, Merchant, Offers, Registrar } from './offers.ts';
export { clientIdOf, registrationAt, type ClientRegistration, type Registration } from './registration.ts';

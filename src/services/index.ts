export { clientIdOf, registrationOf, scopesOf, serviceNames, type ServiceName } from './registrations.ts';

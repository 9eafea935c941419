export { portalClients, type PortalRegistration } from './clients.ts';
export { createMinistryPortal } from './ministry.ts';
export { createProvincePortal } from './province.ts';

export type { AuditEvent, EventLog, Events } from './contract.ts';
export { createEvents } from './events.ts';

export { createWrites, type Write, type Writes } from './writes.ts';

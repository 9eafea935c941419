export { createWrites, type Writes } from './writes.ts';
export type { Write, WriteOf } from './write.ts';

export { type At, type Change, type Dispatcher } from './dispatch.ts';

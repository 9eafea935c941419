export { runningEmbedded, startEmbedded, type EmbeddedOptions, type EmbeddedPostgres } from './embedded.ts';
export { DataDirBusy } from './lock.ts';

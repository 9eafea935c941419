import { createLog } from '#shared/log';
import { startEmbedded } from '#process/postgres';

/** A program of its own that owns the database of the given directory until it is told to stop, for tests that kill it. */
const server = await startEmbedded({ dataDir: process.argv[2] ?? '', log: createLog({ level: 'silent' }) });
process.on('message', () => {
  void server.stop().then(() => {
    process.disconnect();
  });
});
process.send?.(server.url);

/**
 * SQLSTATEs (PostgreSQL, Appendix A) that say the database cannot do its work now, whatever is asked: connection lost (08), no room, memory
 * or connections (53), ended by the operator (57P01–57P05), cancelled by a deadline (57014), a primary that only reads (25006), no lock in
 * time (55P03), lost to another transaction (40001, 40P01), files that cannot be written (58).
 */
const states = /^(?:08\w{3}|53\w{3}|57P0[1-5]|57014|25006|55P03|40001|40P01|58\w{3})$/;

/** What the operating system says of a connection that is not there. */
const broken = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
]);

/** What `pg` says in words only. */
const said =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Client was closed)/;

/**
 * Whether an error means that the database is away, hanging, full or read-only, so that the same request may succeed later. An outgoing
 * call that failed is none: `fetch` wraps its own error, and this looks at the error itself, never at its cause.
 */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, syscall } = error as Error & { code?: unknown; syscall?: unknown };
  if (typeof code === 'string' && states.test(code)) return true;
  // ENOENT alone is a file that is not there; from `connect` it is a socket that is not there.
  if (typeof code === 'string' && broken.has(code)) return code !== 'ENOENT' || syscall === 'connect';
  return said.test(error.message);
}

import { randomBytes } from 'node:crypto';
import { createRequestMemory, type RequestMemory, type RequestingBrowser } from '#identity/store';

/** A browser with one secret, which it keeps. */
export function oneBrowser(): RequestingBrowser {
  const secret = randomBytes(32);
  return { holds: [secret], bind: () => secret, renew: () => secret };
}

/** A request memory for a store without oidc-provider around it: whatever is asked, it is this browser that asks. */
export function memoryOfOneBrowser(browser = oneBrowser()): RequestMemory {
  return { ...createRequestMemory(), running: () => ({ browser }) };
}

import { bankPages } from '#sandbox/bank';
import { homePage } from './home-page.ts';
import { outboxPage } from './outbox-page.ts';
import { registerPage } from './register-page.ts';

export { createSandbox, type Sandbox, type SandboxOptions } from './sandbox.ts';
export { messages as sandboxMessages } from './messages/index.ts';
export { sandboxProblems } from './problems.ts';

/** Every page of the sandbox with its samples, for the page test. */
export const sandboxPages = [homePage, outboxPage, registerPage, ...bankPages];
export { createSandboxOrigin } from './origin.ts';
export { startPortals, type Register } from './start-portals.ts';

export { sandbox } from './module.ts';
export { messages as sandboxMessages } from './messages/index.ts';
export { sandboxPages } from './pages.ts';
export { portals } from './portals-module.ts';
export { createSandbox, type Sandbox, type SandboxOptions } from './sandbox.ts';

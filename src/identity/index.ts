export { createIdentityOrigin } from './origin.ts';
export type { IdentityOptions } from './options.ts';
export { createRuntime, type IdentityRuntime } from './runtime.ts';
export { createServices, type IdentityServices } from './services.ts';
export { identityTasks } from './tasks.ts';
export { ImportRefused, disableAccount, importAccount } from './administration.ts';
export { DEMO_PASSWORD, DEMO_TOTP, demoAccounts, seedDemo } from './demo.ts';
export { seedScaleAccounts } from './scale.ts';
export { registerServices, type ServiceRegistration } from './service-clients.ts';

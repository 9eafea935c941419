import { defineConfig } from 'vitest/config';

/** `npm run stacks`: packages of other people against our provider. Fetches them from their registries, so it is no part of `npm test`. */
export default defineConfig({
  test: {
    include: ['tests/stacks/*.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    experimental: { viteModuleRunner: false, nodeLoader: false },
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});

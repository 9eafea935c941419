import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** What `npm run mutate` judges by: the tests that need neither database nor browser, read through Vite, which Stryker has to see. */
export default defineConfig({
  test: {
    root: join(import.meta.dirname, '..', '..'),
    include: ['tests/unit/**/*.test.ts'],
    // They compare files with those of node_modules, which a copy of the checkout has elsewhere.
    exclude: ['tests/unit/shared/view*.test.ts'],
    restoreMocks: true,
    testTimeout: 30_000,
  },
});

import { defineConfig } from 'vitest/config';

const database = './tests/support/postgres.ts';

export default defineConfig({
  test: {
    // Argon2, Chromium and PostgreSQL share the machine with the test processes.
    maxWorkers: 2,
    pool: 'forks',
    restoreMocks: true,
    // A machine with two cores, a database and a browser is sometimes late: what fails is tried once more, and fails for good then.
    projects: [
      { extends: true, test: { name: 'unit', include: ['tests/unit/**/*.test.ts'], testTimeout: 30_000 } },
      { extends: true, test: { name: 'pages', include: ['tests/pages/**/*.test.ts'], testTimeout: 60_000 } },
      { extends: true, test: { name: 'architecture', include: ['tests/architecture/**/*.test.ts'], testTimeout: 120_000 } },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          globalSetup: database,
          testTimeout: 90_000,
          retry: 1,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'conformance',
          include: ['tests/conformance/**/*.test.ts'],
          globalSetup: database,
          testTimeout: 120_000,
          retry: 1,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'journeys',
          include: ['tests/journeys/**/*.test.ts'],
          globalSetup: database,
          testTimeout: 240_000,
          retry: 1,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});

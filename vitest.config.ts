import { defineConfig } from 'vitest/config';
import { SlowFirst } from './tests/support/slow-first.ts';

const database = './tests/support/postgres.ts';
/** Ends what hangs; judges no speed, so that a machine ten times as slow sees the same result. */
const patience = { testTimeout: 600_000, hookTimeout: 600_000 };

export default defineConfig({
  test: {
    pool: 'forks',
    // One more than the cores of a small machine: while one file waits for a program to start or a browser to draw, another computes.
    maxWorkers: 3,
    // One process reads the program once and then runs file after file: modules keep no state, and a file that leaves some behind is a defect.
    isolate: false,
    // Node reads TypeScript by itself, as it does in production; nothing of ours is mocked, so nothing needs Vite in between.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    restoreMocks: true,
    sequence: { sequencer: SlowFirst },
    projects: [
      { extends: true, test: { name: 'unit', include: ['tests/unit/**/*.test.ts'], ...patience } },
      { extends: true, test: { name: 'pages', include: ['tests/pages/**/*.test.ts'], ...patience } },
      { extends: true, test: { name: 'architecture', include: ['tests/architecture/**/*.test.ts'], ...patience } },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          globalSetup: database,
          ...patience,
        },
      },
      {
        extends: true,
        test: {
          name: 'conformance',
          include: ['tests/conformance/**/*.test.ts'],
          globalSetup: database,
          ...patience,
        },
      },
      {
        extends: true,
        test: {
          name: 'journeys',
          include: ['tests/journeys/**/*.test.ts'],
          globalSetup: database,
          ...patience,
        },
      },
    ],
  },
});

import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const files = new Map(globSync('src/**/*.ts').map((path) => [path, readFileSync(path, 'utf8')]));
const where = (pattern: RegExp): string[] => [...files].filter(([, text]) => pattern.test(text)).map(([path]) => path);

test('nothing is told through an ambient channel: what a request remembers stands in one typed memory', () => {
  // Traces are handed on by OpenTelemetry's own context (decision 24); the pool keeps it for whoever waits for a connection.
  expect(where(/AsyncLocalStorage/)).toEqual(['src/shared/tracing/tracing.ts']);
  expect(where(/node:async_hooks/)).toEqual(['src/shared/db/db.ts']);
  expect(where(/new WeakMap/).filter((path) => path.startsWith('src/identity/'))).toEqual(['src/identity/store/request/memory.ts']);
});

test('the request oidc-provider is serving is asked for in one place', () => {
  expect(where(/^(?!\s*(?:\*|\/)).*\bProvider\.ctx\b/m)).toEqual(['src/identity/store/request/memory.ts']);
});

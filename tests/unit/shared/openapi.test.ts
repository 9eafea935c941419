import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { anyone, json, route, type Route } from '#shared/http';
import { describeApi } from '#shared/openapi';

const info = { title: 'X', version: '1', description: 'X' };
const description = (...routes: Route[]): Record<string, never> =>
  describeApi({ info, server: new URL('https://x.example'), routes, problems: {} }) as Record<string, never>;
const state = z.enum(['open', 'shut']).meta({ id: 'test.State' });
const read = route({
  method: 'GET',
  path: '/api/doors/:id',
  surface: 'api',
  who: { ...anyone, scopes: ['doors:read'] },
  params: z.object({ id: z.string().describe('Door') }),
  query: z.object({
    page: z.string().regex(/^\d+$/).transform(Number).pipe(z.int().min(1)).optional(),
  }),
  operation: {
    id: 'readDoor',
    summary: 'How a door stands',
    answers: { 200: { means: 'The door', body: z.object({ state, before: state.nullable() }).meta({ id: 'test.Door' }) } },
    refuses: { 'page.not-found': 'No such door' },
  },
  handle: async () => json({ state: 'open', before: null }),
});

describe('a description', () => {
  const { paths, components } = description(read) as unknown as {
    paths: Record<string, Record<string, Record<string, unknown>>>;
    components: { schemas: Record<string, unknown> };
  };
  const operation = paths['/api/doors/{id}']?.['get'];

  test('has parameters as they are read, required or not as they are checked', () => {
    expect(operation?.['parameters']).toEqual([
      { name: 'id', in: 'path', required: true, description: 'Door', schema: { type: 'string' } },
      { name: 'page', in: 'query', schema: { type: 'integer', minimum: 1 } },
    ]);
  });

  test('names each schema once, and points to it', () => {
    expect(Object.keys(components.schemas).toSorted()).toEqual(['Door', 'Problem', 'State']);
    expect(components.schemas['Door']).toMatchObject({
      properties: {
        state: { $ref: '#/components/schemas/State' },
        before: { anyOf: [{ $ref: '#/components/schemas/State' }, { type: 'null' }] },
      },
    });
  });

  test('says what is refused by the edge, for want of a token, and by the operation, and by which problems', () => {
    const responses = operation?.['responses'] as Record<string, { description: string; content: Record<string, { schema: object }> }>;
    expect(Object.keys(responses)).toEqual(['200', '400', '401', '403', '404', '503']);
    expect(responses['404']).toEqual({
      description: 'No such door',
      content: {
        'application/problem+json': {
          schema: { $ref: '#/components/schemas/Problem', properties: { type: { enum: ['urn:mot-cua:problem:page.not-found'] } } },
        },
      },
    });
    expect(operation?.['security']).toEqual([{ token: ['doors:read'] }]);
  });

  test('of an API route that says nothing of itself is an error, so that none is forgotten', () => {
    const { operation: _, ...silent } = read;
    expect(() => description(silent)).toThrow('GET /api/doors/:id is for programs, and says nothing of itself');
  });

  test('of a refusal that no catalogue has is an error', () => {
    const refuses = { 'door.locked': 'It is locked' };
    const made = { ...read, operation: { ...read.operation, refuses } } as Route;
    expect(() => description(made)).toThrow('refuses door.locked, which no catalogue has');
  });

  test('in which one name means two things is an error', () => {
    const other = z.object({ state: z.string() }).meta({ id: 'other.Door' });
    const answers = { 200: { means: 'Another', body: other } };
    const made = { ...read, path: '/api/others', operation: { ...read.operation, answers } } as unknown as Route;
    expect(() => description(read, made)).toThrow('Door means two things');
  });
});

test('a reply that its operation does not declare does not compile', () => {
  const about = { method: 'GET', path: '/api/x', surface: 'api', who: anyone } as const;
  const operation = { id: 'x', summary: 'x', answers: { 200: { means: 'x', body: z.object({ state }) } } } as const;
  route({ ...about, operation, handle: async () => json({ state: 'shut' }) });
  // @ts-expect-error: no such state
  route({ ...about, operation, handle: async () => json({ state: 'ajar' }) });
  // @ts-expect-error: no such status
  route({ ...about, operation, handle: async () => json({ state: 'shut' }, 201) });
  // @ts-expect-error: something is missing
  route({ ...about, operation, handle: async () => json({}) });
});

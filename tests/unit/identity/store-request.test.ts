import { describe, expect, test } from 'vitest';
import { createCompanions, createRequestMemory, type RequestMemory } from '#identity/store/request';

/** A memory that believes it serves `request`. */
const serving = (memory: RequestMemory, request: object | undefined): RequestMemory => ({
  ...memory,
  running: () => (request === undefined ? undefined : memory.of(request)),
});

test('what one request remembers no other sees', () => {
  const memory = createRequestMemory();
  const [one, two] = [{}, {}];
  memory.of(one).predecessor = 'token';
  expect(memory.of(one).predecessor).toBe('token');
  expect(memory.of(two)).toEqual({});
  expect(memory.running()).toBeUndefined();
});

describe('what was read ahead', () => {
  const grant = { id: 'grant', payload: { accountId: 'person' } };

  test('is given out once: a second look asks the database again', () => {
    const ahead = createCompanions(serving(createRequestMemory(), {}));
    ahead.keepPair('person', 'portal', grant);
    ahead.keepPushed('request', null);
    expect([ahead.takePair('person', 'portal'), ahead.takePair('person', 'portal')]).toEqual(['grant', undefined]);
    expect([ahead.takeGrant('grant'), ahead.takeGrant('grant')]).toEqual([grant.payload, undefined]);
    expect([ahead.takePushed('request'), ahead.takePushed('request')]).toEqual([null, undefined]);
  });

  test('tells "there is none" from "nobody has looked"', () => {
    const ahead = createCompanions(serving(createRequestMemory(), {}));
    ahead.keepPair('person', 'portal', null);
    expect(ahead.takePair('person', 'portal')).toBeNull();
    expect(ahead.takePair('person', 'another')).toBeUndefined();
  });

  test('is for the request that read it, and for none outside of one', () => {
    const memory = createRequestMemory();
    createCompanions(serving(memory, {})).keepGrant('grant', grant.payload);
    expect(createCompanions(serving(memory, {})).takeGrant('grant')).toBeUndefined();
    const nobody = createCompanions(serving(memory, undefined));
    nobody.keepGrant('grant', grant.payload);
    expect(nobody.takeGrant('grant')).toBeUndefined();
  });
});

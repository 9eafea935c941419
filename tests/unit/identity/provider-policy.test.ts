import { errors } from 'oidc-provider';
import { describe, expect, test } from 'vitest';
import { levelAsked } from '#identity/sign-in';
import { levelsAsked, reportedLevel } from '../../../src/identity/provider/policy.ts';

const anyLevel = { minimum_acr: 'LoA1' } as const;
const needed = (request: Parameters<typeof levelsAsked>[0]) => levelsAsked(request).level;
const essential = (...values: unknown[]) => ({ essential: true, values });

describe('the level a request needs', () => {
  test('several essential values ask for no more than the lowest of them, in whatever order they stand', () => {
    expect(needed({ acr: essential('LoA2', 'LoA3'), client: anyLevel })).toBe('LoA2');
    expect(needed({ acr: essential('LoA3', 'urn:nobody', 'LoA2'), client: anyLevel })).toBe('LoA2');
  });

  test('is never below what the portal is registered for', () => {
    expect(needed({ acr: essential('LoA1'), client: { minimum_acr: 'LoA3' } })).toBe('LoA3');
    expect(needed({ acrValues: 'LoA1', client: { minimum_acr: 'LoA2' } })).toBe('LoA2');
    expect(needed({ client: { minimum_acr: 'LoA2' } })).toBe('LoA2');
  });

  test('acr_values are a wish in their order, without what nobody knows, and need nothing', () => {
    const asked = { acrValues: 'urn:nobody LoA3 LoA1 LoA2', acr: essential('LoA2'), client: anyLevel };
    expect(levelsAsked(asked)).toEqual({ level: 'LoA2', preferred: ['LoA3', 'LoA1', 'LoA2'] });
    expect(levelsAsked({ acrValues: 'urn:nobody', client: anyLevel })).toEqual({ level: 'LoA1', preferred: [] });
    expect(needed({ acrValues: 'LoA1', client: { minimum_acr: 'LoA2' } })).toBe('LoA2');
  });

  test('a claim that is not essential asks for nothing, one with a single value for that', () => {
    expect(needed({ acr: { values: ['LoA3'] }, client: anyLevel })).toBe('LoA1');
    expect(needed({ acr: { essential: true }, client: anyLevel })).toBe('LoA1');
    expect(needed({ acr: { essential: true, value: 'LoA2' }, client: anyLevel })).toBe('LoA2');
  });

  test('an essential value nobody here can reach is said, and so is one that is no list', () => {
    expect(() => needed({ acr: essential('urn:nobody'), client: anyLevel })).toThrow(errors.UnmetAuthenticationRequirements);
    expect(() => needed({ acr: { essential: true, values: 'LoA2' }, client: anyLevel })).toThrow(errors.InvalidRequest);
  });
});

describe('the level of an account', () => {
  const upTo = (level: 'LoA1' | 'LoA2') => (wanted: string) => wanted <= level;

  test('is the first preferred one that it can reach', () => {
    expect(levelAsked({ level: 'LoA1', preferred: ['LoA3', 'LoA2'] }, () => true)).toBe('LoA3');
    expect(levelAsked({ level: 'LoA1', preferred: ['LoA3', 'LoA2'] }, upTo('LoA2'))).toBe('LoA2');
    expect(levelAsked({ level: 'LoA1', preferred: ['LoA1', 'LoA3'] }, () => true)).toBe('LoA1');
  });

  test('is what is needed where none can be reached, and never below it', () => {
    expect(levelAsked({ level: 'LoA1', preferred: ['LoA3', 'LoA2'] }, upTo('LoA1'))).toBe('LoA1');
    expect(levelAsked({ level: 'LoA2', preferred: ['LoA1', 'LoA3'] }, () => true)).toBe('LoA2');
    expect(levelAsked({ level: 'LoA2' }, () => false)).toBe('LoA2');
  });
});

describe('the level the ID token reports', () => {
  test('of several essential values it is the highest that was reached, never one above', () => {
    expect(reportedLevel('LoA3', essential('LoA1', 'LoA2'))).toBe('LoA2');
    expect(reportedLevel('LoA3', essential('LoA2', 'LoA1'))).toBe('LoA2');
    expect(reportedLevel('LoA2', essential('LoA1', 'LoA2', 'LoA3'))).toBe('LoA2');
    expect(reportedLevel('LoA2', essential('LoA1', 'LoA3'))).toBe('LoA1');
  });

  test('without an essential value it is what was reached', () => {
    expect(reportedLevel('LoA3', undefined)).toBe('LoA3');
    expect(reportedLevel('LoA3', { values: ['LoA1'] })).toBe('LoA3');
    expect(reportedLevel('LoA2', essential('urn:nobody'))).toBe('LoA2');
  });
});

import { errors } from 'oidc-provider';
import { describe, expect, test } from 'vitest';
import { neededLevel, reportedLevel } from '../../../src/identity/provider/policy.ts';

const anyLevel = { minimum_acr: 'LoA1' } as const;
const essential = (...values: unknown[]) => ({ essential: true, values });

describe('the level a request needs', () => {
  test('several essential values ask for no more than the lowest of them, in whatever order they stand', () => {
    expect(neededLevel({ acr: essential('LoA2', 'LoA3'), client: anyLevel })).toBe('LoA2');
    expect(neededLevel({ acr: essential('LoA3', 'urn:nobody', 'LoA2'), client: anyLevel })).toBe('LoA2');
  });

  test('is never below what the portal is registered for', () => {
    expect(neededLevel({ acr: essential('LoA1'), client: { minimum_acr: 'LoA3' } })).toBe('LoA3');
    expect(neededLevel({ acrValues: 'LoA1', client: { minimum_acr: 'LoA2' } })).toBe('LoA2');
    expect(neededLevel({ client: { minimum_acr: 'LoA2' } })).toBe('LoA2');
  });

  test('of acr_values the first that exists counts, and an essential claim beside it only when it is higher', () => {
    expect(neededLevel({ acrValues: 'urn:nobody LoA2 LoA3', client: anyLevel })).toBe('LoA2');
    expect(neededLevel({ acrValues: 'LoA2', acr: essential('LoA3'), client: anyLevel })).toBe('LoA3');
    expect(neededLevel({ acrValues: 'LoA3', acr: essential('LoA2'), client: anyLevel })).toBe('LoA3');
    expect(neededLevel({ acrValues: 'urn:nobody', client: anyLevel })).toBe('LoA1');
  });

  test('a claim that is not essential asks for nothing, one with a single value for that', () => {
    expect(neededLevel({ acr: { values: ['LoA3'] }, client: anyLevel })).toBe('LoA1');
    expect(neededLevel({ acr: { essential: true }, client: anyLevel })).toBe('LoA1');
    expect(neededLevel({ acr: { essential: true, value: 'LoA2' }, client: anyLevel })).toBe('LoA2');
  });

  test('an essential value nobody here can reach is said, and so is one that is no list', () => {
    expect(() => neededLevel({ acr: essential('urn:nobody'), client: anyLevel })).toThrow(errors.UnmetAuthenticationRequirements);
    expect(() => neededLevel({ acr: { essential: true, values: 'LoA2' }, client: anyLevel })).toThrow(errors.InvalidRequest);
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

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDossierCode } from '../../../../src/dossier/record/code.ts';
import { isFinal, mayMove, moves, needsReason, reasons, statuses } from '../../../../src/dossier/record/status.ts';

describe('a dossier code', () => {
  it.each([
    ['000.00.01.H39-200915-0001', '000.00.01.H39', '2020-09-15', 1],
    ['H15.50.05.13-261008-0975', 'H15.50.05.13', '2026-10-08', 975],
    ['G09.20-20260609-0092637', 'G09.20', '2026-06-09', 92637],
    ['G15-261122-150123', 'G15', '2026-11-22', 150123],
    ['H26-261122-0001', 'H26', '2026-11-22', 1],
    [' h26 – 261122 – 0001 ', 'H26', '2026-11-22', 1],
  ])('%s is read', (typed, agency, day, sequence) => {
    expect(parseDossierCode(typed)).toMatchObject({ agency, day, sequence });
  });
  it.each([
    '',
    'H26',
    'H26-261322-0001',
    'H26-260230-0001',
    'H26-261122-001',
    'H26-261122-00000001',
    "H26-261122-0001'; --",
    '000.00.01-200915-0001',
    `H26.${'A.'.repeat(30)}A-261122-0001`,
  ])('%j is none', (typed) => {
    expect(parseDossierCode(typed)).toBeNull();
  });
  it('no text makes the parser fail, and what it reads it reads again', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const found = parseDossierCode(text);
        expect(found === null || parseDossierCode(found.code)?.code === found.code).toBe(true);
      }),
    );
  });
});

describe('the ten statuses', () => {
  it('have exactly these moves of all hundred', () => {
    const expected: Record<number, number[]> = {
      1: [2, 3, 5, 7],
      2: [4, 5, 6, 7, 8],
      3: [],
      4: [5, 6, 7, 8, 9],
      5: [4, 7, 8],
      6: [4, 7, 8],
      7: [],
      8: [],
      9: [10],
      10: [],
    };
    for (const from of statuses) {
      for (const to of statuses) expect([from, to, moves[from][to] !== undefined]).toEqual([from, to, expected[from]?.includes(to)]);
    }
  });
  it('end at 3, 7, 8 and 10', () => {
    expect(statuses.filter(isFinal)).toEqual([3, 7, 8, 10]);
  });
  it('are moved by one kind of actor each: nobody else', () => {
    for (const from of statuses)
      for (const to of statuses)
        expect((['citizen', 'officer', 'payment'] as const).filter((who) => mayMove(from, to, who)).length).toBe(
          moves[from][to] === undefined ? 0 : 1,
        );
  });
  it('need a reason exactly where reasons exist', () => {
    expect(statuses.filter(needsReason).map(String)).toEqual(Object.keys(reasons));
  });
});

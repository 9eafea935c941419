import { describe, expect, test } from 'vitest';
import type { Account, Bound, Factors } from '#identity/accounts';
import {
  boundBy,
  counted,
  levelReached,
  proofsOf,
  type Level,
  type Proof,
  type ProofKind,
} from '../../../src/identity/sign-in/flow/assurance.ts';
import { decideStep, type StepRequest, type Subject } from '../../../src/identity/sign-in/flow/decide-step.ts';
import * as flows from '../../../src/identity/sign-in/flow/flow.ts';
import type { Beyond } from '../../../src/identity/sign-in/flow/strength.ts';

/*
 * How much a sign-in is worth, of a verified person. `has`: what the account has, each with the level it was bound at; `sms!`: the person chose to
 * be asked for a code. `proved`: what was proved now, or so many seconds ago (`passkey3@301`: the passkey that was bound at 3).
 * LoA1 to LoA3, `own` (what the security pages ask for): what follows when that is asked for: `yes`, `no` (something more is asked for) or `–`
 * (the account cannot reach it). `acr`: what a token says after a request for LoA1 that was answered. `binds`: what an authenticator carries that
 * is added then.
 */
const table = `
has                                  | proved                  | LoA1 | LoA2 | LoA3 | own | acr  | binds
pwd3 phone3                          | pwd                     | yes  | no   | –    | no  | LoA1 | 1
pwd3 phone3                          | pwd sms                 | yes  | yes  | –    | yes | LoA2 | 2
pwd3 phone3                          | sms                     | no   | no   | –    | no  |      | 1
pwd3 phone3 sms!                     | pwd                     | no   | no   | –    | no  |      | 1
pwd3 phone3 sms!                     | pwd sms                 | yes  | yes  | –    | yes | LoA2 | 2
pwd1 phone3                          | pwd sms                 | yes  | –    | –    | yes | LoA1 | 1
pwd3 phone1                          | pwd sms                 | yes  | –    | –    | yes | LoA1 | 1
pwd3 phone2                          | pwd sms                 | yes  | yes  | –    | yes | LoA2 | 2
pwd3 phone3 otp3                     | pwd                     | no   | no   | –    | no  |      | 1
pwd3 phone3 otp3                     | pwd sms                 | no   | no   | –    | no  |      | 2
pwd3 phone3 otp3                     | pwd otp                 | yes  | yes  | –    | yes | LoA2 | 2
pwd3 phone3 otp3                     | pwd otp sms             | yes  | yes  | –    | yes | LoA2 | 3
pwd3 phone3 otp2                     | pwd otp sms             | yes  | yes  | –    | yes | LoA2 | 2
pwd3 phone2 otp3                     | pwd otp sms             | yes  | yes  | –    | yes | LoA2 | 2
pwd1 phone3 otp3                     | pwd otp sms             | yes  | –    | –    | yes | LoA1 | 1
pwd3 phone3 otp3 sms!                | pwd sms                 | yes  | no   | –    | no  | LoA1 | 2
pwd3 phone3 otp1                     | pwd                     | no   | no   | –    | no  |      | 1
pwd3 phone3 otp1                     | pwd otp                 | yes  | no   | –    | no  | LoA1 | 1
pwd3 phone3 otp1                     | pwd sms                 | yes  | yes  | –    | yes | LoA2 | 2
pwd3 phone3 otp3 codes2              | pwd recovery            | yes  | yes  | –    | yes | LoA2 | 2
pwd3 phone3 otp3 codes1              | pwd recovery            | yes  | no   | –    | no  | LoA1 | 1
pwd3 phone3 passkey3                 | pwd                     | yes  | no   | no   | no  | LoA1 | 1
pwd3 phone3 passkey3                 | pwd sms                 | yes  | no   | no   | no  | LoA1 | 2
pwd3 phone3 passkey3 sms!            | pwd sms                 | yes  | no   | no   | no  | LoA1 | 2
pwd3 phone3 passkey3                 | passkey3                | yes  | yes  | yes  | yes | LoA3 | 3
pwd3 phone3 passkey3                 | passkey3@300            | yes  | yes  | yes  | yes | LoA3 | 3
pwd3 phone3 passkey3                 | passkey3@301            | yes  | yes  | no   | yes | LoA2 | 2
pwd3 phone3 passkey3                 | pwd passkey3            | yes  | yes  | yes  | yes | LoA3 | 3
pwd3 phone3 passkey3                 | passkey1                | yes  | no   | no   | no  | LoA1 | 1
pwd3 phone3 passkey3                 | pwd sms passkey1        | yes  | no   | no   | no  | LoA1 | 2
pwd3 phone3 passkey3 otp3            | pwd otp                 | yes  | no   | no   | no  | LoA1 | 2
pwd3 phone3 passkey3 otp3            | pwd otp sms             | yes  | no   | no   | no  | LoA1 | 3
pwd3 phone3 passkey3 codes2          | pwd recovery            | yes  | yes  | no   | yes | LoA2 | 2
pwd3 phone3 passkey2                 | passkey2                | yes  | yes  | –    | yes | LoA2 | 2
pwd3 phone3 passkey2                 | pwd sms                 | yes  | no   | –    | no  | LoA1 | 2
pwd3 phone3 passkey1                 | passkey1                | yes  | no   | –    | no  | LoA1 | 1
pwd3 phone3 passkey1                 | pwd passkey1            | yes  | no   | –    | no  | LoA1 | 1
pwd3 phone3 passkey1                 | pwd sms                 | yes  | yes  | –    | yes | LoA2 | 2
phone3 passkey3                      | passkey3                | yes  | yes  | yes  | yes | LoA3 | 3
phone3 passkey2                      | passkey2                | yes  | yes  | –    | yes | LoA2 | 2
phone3 passkey1                      | passkey1                | yes  | –    | –    | yes | LoA1 | 1
phone3 passkey3                      | pwd sms                 | no   | no   | no   | no  |      | 1
pwd3 phone3                          | passkey3                | no   | no   | –    | no  |      | 1
pwd3 phone3 passkey2                 | passkey3                | yes  | yes  | –    | yes | LoA2 | 2
`;

const ME = '0190a5c2-0000-7000-8000-000000000001';
const NOW = 1_800_000_000;

const level = (words: readonly string[], name: string): Bound | null => {
  const found = words.find((word) => new RegExp(`^${name}[123]$`).test(word));
  return found === undefined ? null : (Number(found.at(-1)) as Bound);
};

function subjectOf(has: string, identityLevel: 1 | 2 = 2): Subject {
  const words = has.split(' ');
  const bound = {
    password: level(words, 'pwd'),
    totp: level(words, 'otp'),
    ...{ phone: level(words, 'phone') ?? 1, phoneSince: 0 },
    recovery: level(words, 'codes'),
    passkey: level(words, 'passkey'),
  };
  const factors: Factors = {
    ...{ password: bound.password !== null, totp: bound.totp !== null, sms: words.includes('sms!') },
    ...{ passkeys: bound.passkey === null ? 0 : 2, recoveryCodesLeft: bound.recovery === null ? 0 : 3, bound },
  };
  const account = {
    ...{ id: ME, status: 'active', identityLevel, needsReview: false, citizenNumber: '001085000011', name: 'Nguyễn Văn Thử' },
    ...{ birthDate: '1985-02-17', gender: null, phone: '+84912345678', email: null, emailVerified: false, address: null },
    ...{ language: 'vi', organisations: [], createdAt: new Date(0) },
  } as const satisfies Account;
  return { account, factors };
}

function proofsIn(proved: string): Proof[] {
  return proved.split(' ').map((word) => {
    const [, kind = '', bound, ago = '0'] = /^([a-z]+)([123])?(?:@(\d+))?$/.exec(word) ?? [];
    return { kind: kind as ProofKind, at: NOW - Number(ago), bound: Number(bound ?? 3) as Bound };
  });
}

const flowOf = (proofs: readonly Proof[]): flows.Flow =>
  proofs.reduce<flows.Flow>((flow, proof) => flows.proved(flow, { accountId: ME, ...proof }), flows.freshFlow('sign-in'));

const ask = (who: Subject, proofs: readonly Proof[], wanted: Pick<StepRequest, 'level' | 'beyond'>) =>
  decideStep(flowOf(proofs), { consent: false, ...wanted, sessionProofs: [], now: NOW }, who);

const answer = (step: ReturnType<typeof ask>): string => (step.at === 'done' ? 'yes' : step.at === 'unreachable' ? '–' : 'no');

/** The token's `acr` after a request for LoA1, through the `amr` in which the session remembers it. */
function acrOf(who: Subject, proofs: readonly Proof[], level: Level = 'LoA1', beyond?: Beyond): string {
  const step = ask(who, proofs, { level, beyond });
  return step.at === 'done' ? (levelReached(who.account.identityLevel, proofsOf(step.amr, step.authTime), NOW) ?? '') : '';
}

const rows = table
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split('|').map((cell) => cell.trim()));

describe('what a sign-in is worth', () => {
  test.each(rows)('%s, proved %s', (has = '', proved = '', ...cells) => {
    const [who, proofs] = [subjectOf(has), proofsIn(proved)];
    const found = [
      answer(ask(who, proofs, { level: 'LoA1' })),
      answer(ask(who, proofs, { level: 'LoA2' })),
      answer(ask(who, proofs, { level: 'LoA3' })),
      answer(ask(who, proofs, { level: 'LoA1', beyond: 'strongest' })),
      acrOf(who, proofs),
      String(boundBy(counted(proofs, who.factors), NOW)),
    ];
    expect(found).toEqual(cells);
  });
});

/*
 * Every other cell: all accounts × all proofs × ages × requests. What must hold of each is written here as the design says it, without a look at
 * the code that decides.
 */
const bounds = [null, 1, 2, 3] as const;
const everyAccount: string[] = ([null, 1, 3] as const).flatMap((pwd) =>
  bounds.flatMap((otp) =>
    bounds.flatMap((passkey) =>
      ([1, 3] as const).flatMap((phone) =>
        ([null, 1, 2] as const).flatMap((codes) =>
          ['', 'sms!'].map((sms) =>
            [pwd && `pwd${pwd}`, `phone${phone}`, otp && `otp${otp}`, passkey && `passkey${passkey}`, codes && `codes${codes}`, sms]
              .filter((word) => word !== null && word !== '')
              .join(' '),
          ),
        ),
      ),
    ),
  ),
);
const everyProof: string[] = ['', 'pwd']
  .flatMap((pwd) =>
    ['', 'otp'].flatMap((otp) =>
      ['', 'sms'].flatMap((sms) =>
        ['', 'recovery'].flatMap((recovery) =>
          ['', 'passkey1', 'passkey2', 'passkey3', 'passkey3@301'].map((passkey) =>
            [pwd, otp, sms, recovery, passkey].filter((word) => word !== '').join(' '),
          ),
        ),
      ),
    ),
  )
  .filter((proved) => proved !== '');

const requests = [
  ['LoA1', [undefined, 'strongest', 'everything']],
  ['LoA2', [undefined]],
  ['LoA3', [undefined]],
] as const satisfies readonly (readonly [Level, readonly (Beyond | undefined)[]])[];

/** A proof can be of what there is only; a passkey was bound at most at what the best one was. */
const possible = (has: Subject, proofs: readonly Proof[]): boolean =>
  proofs.every(({ kind, bound }) => {
    const { bound: there } = has.factors;
    if (kind === 'pwd') return there.password !== null;
    if (kind === 'otp') return there.totp !== null;
    if (kind === 'recovery') return there.recovery !== null;
    return kind === 'sms' || (there.passkey !== null && bound <= there.passkey);
  });

test('no cell lets an authenticator speak for more than the level it was bound at, or a weaker factor for a stronger one', () => {
  let cells = 0;
  const wrong: string[] = [];
  const must = (holds: boolean, cell: string): void => {
    if (!holds) wrong.push(cell);
  };
  for (const has of everyAccount) {
    for (const proved of everyProof) {
      const [who, proofs] = [subjectOf(has), proofsIn(proved)];
      if (!possible(who, proofs)) continue;
      const { bound } = who.factors;
      const has2 = (kind: ProofKind, own: Bound | null): boolean => proofs.some((proof) => proof.kind === kind) && (own ?? 0) > 1;
      const passkey = Math.max(0, ...proofs.filter(({ kind }) => kind === 'passkey').map((proof) => proof.bound));
      const fresh = proofs.some((proof) => proof.kind === 'passkey' && proof.bound === 3 && NOW - proof.at <= 300);
      const code2 = has2('otp', bound.totp) || has2('sms', bound.phone) || has2('recovery', bound.recovery);
      const pair = has2('pwd', bound.password) && code2;
      const enrolled = (bound.passkey ?? 0) > 1 ? 'passkey' : (bound.totp ?? 0) > 1 ? 'otp' : 'sms';
      const good =
        passkey > 1 ||
        has2('recovery', bound.recovery) ||
        (enrolled === 'otp' && has2('otp', bound.totp)) ||
        (enrolled === 'sms' && has2('sms', bound.phone));
      const here = `${has} | ${proved}`;
      for (const [level, beyonds] of requests) {
        for (const beyond of beyonds) {
          const acr = acrOf(who, proofs, level, beyond);
          cells += 1;
          if (acr === 'LoA3') must(fresh, `${here}: LoA3`);
          if (acr === 'LoA2' || acr === 'LoA3') must((passkey > 1 || pair) && good, `${here}: ${acr}`);
          // Whoever is not verified is never more than LoA1.
          must(['', 'LoA1'].includes(acrOf(subjectOf(has, 1), proofs, level, beyond)), `${here}: not verified`);
        }
      }
      const binds = boundBy(counted(proofs, who.factors), NOW);
      if (binds === 3) must(fresh || (has2('pwd', bound.password) && bound.totp === 3 && bound.phone === 3), `${here}: binds at 3`);
      if (binds === 2) must(passkey > 1 || pair, `${here}: binds at 2`);
    }
  }
  expect(wrong).toEqual([]);
  expect(cells).toBeGreaterThan(50_000);
});

test('nobody who can sign in is shut out: every account that has a first factor has a way to LoA1 and to its own pages', () => {
  for (const has of everyAccount) {
    const who = subjectOf(has);
    if (who.factors.bound.password === null && who.factors.bound.passkey === null) continue;
    const everything = proofsIn(
      [
        who.factors.bound.password === null ? '' : 'pwd sms',
        who.factors.totp ? 'otp' : '',
        who.factors.bound.passkey === null ? '' : `passkey${who.factors.bound.passkey}`,
      ]
        .join(' ')
        .trim()
        .replaceAll(/ +/g, ' '),
    );
    expect(answer(ask(who, everything, { level: 'LoA1' })), has).toBe('yes');
    expect(answer(ask(who, everything, { level: 'LoA1', beyond: 'strongest' })), has).toBe('yes');
    expect(answer(ask(who, everything, { level: 'LoA1', beyond: 'everything' })), has).toBe('yes');
    // And where the level is said to be reachable, it is reached by all that there is.
    for (const level of ['LoA2', 'LoA3'] as const) {
      const codes = (who.factors.bound.recovery ?? 0) > 1 && who.factors.bound.password !== null ? proofsIn('recovery') : [];
      expect(['yes', '–'], `${has} ${level}`).toContain(answer(ask(who, [...everything, ...codes], { level })));
    }
  }
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Account, Bound, Factors } from '#identity/accounts';
import {
  FRESH,
  amrOf,
  levelReached,
  levels,
  proofKinds,
  proofsOf,
  type Level,
  type Proof,
  type ProofKind,
} from '../../../src/identity/sign-in/flow/assurance.ts';
import { decideStep, type Step, type StepRequest, type Subject } from '../../../src/identity/sign-in/flow/decide-step.ts';
import * as flows from '../../../src/identity/sign-in/flow/flow.ts';

const ME = '0190a5c2-0000-7000-8000-000000000001';
const OTHER = '0190a5c2-0000-7000-8000-000000000002';
const NOW = 1_800_000_000;

const account = (change: Partial<Account> = {}): Account => ({
  id: ME,
  status: 'active',
  identityLevel: 2,
  needsReview: false,
  citizenNumber: '001085000011',
  name: 'Nguyễn Văn Thử',
  birthDate: '1985-02-17',
  gender: null,
  phone: '+84912345678',
  email: null,
  emailVerified: false,
  address: null,
  language: 'vi',
  organisations: [],
  createdAt: new Date(0),
  ...change,
});
/** Everything was bound with all that it takes, unless a test says otherwise. */
const factors = ({ bound, ...change }: Partial<Omit<Factors, 'bound'>> & { bound?: Partial<Factors['bound']> } = {}): Factors => {
  const there = { password: true, passkeys: 0, totp: false, sms: false, recoveryCodesLeft: 0, ...change };
  return {
    ...there,
    bound: {
      password: there.password ? 3 : null,
      totp: there.totp ? 3 : null,
      ...{ phone: 3, phoneSince: 0 },
      recovery: there.recoveryCodesLeft > 0 ? 3 : null,
      passkey: there.passkeys > 0 ? 3 : null,
      ...bound,
    },
  };
};
type SomeFactors = Parameters<typeof factors>[0];
const proof = (accountId: string, kind: ProofKind, at: number, bound: Bound = 3): Parameters<typeof flows.proved>[1] =>
  kind === 'passkey' ? { accountId, kind, at, bound } : { accountId, kind, at };
const subject = (a: Partial<Account> = {}, f: SomeFactors = {}): Subject => ({ account: account(a), factors: factors(f) });
const request = (level: Level, sessionProofs: readonly Proof[] = []): StepRequest => ({ consent: false, level, sessionProofs, now: NOW });
const withProofs = (...kinds: ProofKind[]): flows.Flow =>
  kinds.reduce((flow, kind) => flows.proved(flow, proof(ME, kind, NOW)), flows.freshFlow('sign-in'));
const session = (...kinds: ProofKind[]): Proof[] => kinds.map((kind) => ({ kind, at: NOW - 600, bound: 3 }));
const fresh = flows.freshFlow('sign-in');

describe('signing in', () => {
  const cases: [string, flows.Flow, StepRequest, Subject | null, Step][] = [
    ['nobody known: credentials', fresh, request('LoA1'), null, { at: 'credentials' }],
    [
      'a password is enough for LoA1 without enrolled factors',
      withProofs('pwd'),
      request('LoA1'),
      subject({ identityLevel: 1 }),
      { at: 'done', amr: ['pwd'], authTime: NOW },
    ],
    [
      'an enrolled app is asked for even at LoA1',
      withProofs('pwd'),
      request('LoA1'),
      subject({ identityLevel: 1 }, { totp: true }),
      { at: 'second-factor', offers: ['totp'] },
    ],
    [
      'a chosen SMS code is asked for even at LoA1',
      withProofs('pwd'),
      request('LoA1'),
      subject({ identityLevel: 1 }, { sms: true }),
      { at: 'second-factor', offers: ['sms'] },
    ],
    [
      'an SMS proof never replaces an enrolled app',
      withProofs('pwd', 'sms'),
      request('LoA2'),
      subject({}, { totp: true }),
      { at: 'second-factor', offers: ['totp'] },
    ],
    [
      'a verified account without second factor uses its phone',
      withProofs('pwd'),
      request('LoA2'),
      subject(),
      { at: 'second-factor', offers: ['sms'] },
    ],
    [
      'password and app reach LoA2',
      withProofs('pwd', 'otp'),
      request('LoA2'),
      subject({}, { totp: true }),
      { at: 'done', amr: ['pwd', 'otp', 'mfa'], authTime: NOW },
    ],
    [
      'a passkey alone reaches LoA2',
      withProofs('passkey'),
      request('LoA2'),
      subject({}, { totp: true, passkeys: 1 }),
      { at: 'done', amr: ['swk', 'user', 'mfa'], authTime: NOW },
    ],
    [
      'a self-declared account cannot reach LoA2',
      withProofs('passkey'),
      request('LoA2'),
      subject({ identityLevel: 1 }),
      { at: 'unreachable', why: 'not-verified' },
    ],
    [
      'LoA3 without passkey is not reachable',
      withProofs('pwd'),
      request('LoA3'),
      subject({}, { totp: true }),
      { at: 'unreachable', why: 'no-passkey' },
    ],
    [
      'LoA3 after a password asks for the passkey',
      withProofs('pwd', 'otp'),
      request('LoA3'),
      subject({}, { passkeys: 1, totp: true }),
      { at: 'confirm', with: ['passkey'] },
    ],
    [
      'LoA3 with the passkey used now is done',
      withProofs('passkey'),
      request('LoA3'),
      subject({}, { passkeys: 1 }),
      { at: 'done', amr: ['swk', 'user', 'mfa'], authTime: NOW },
    ],
    [
      'no phone, no second factor: not reachable',
      withProofs('pwd'),
      request('LoA2'),
      subject({ phone: '' }),
      { at: 'unreachable', why: 'no-second-factor' },
    ],
    [
      'a locked account is told so only after something was proved',
      withProofs('pwd'),
      request('LoA1'),
      subject({ status: 'locked' }),
      { at: 'blocked', status: 'locked' },
    ],
    [
      'a locked account with only a session starts at the beginning',
      fresh,
      request('LoA1', session('pwd')),
      subject({ status: 'disabled' }),
      { at: 'credentials' },
    ],
    [
      'recovery codes are offered beside the app',
      withProofs('pwd'),
      request('LoA1'),
      subject({}, { totp: true, recoveryCodesLeft: 2 }),
      { at: 'second-factor', offers: ['totp', 'recovery'] },
    ],
    ['consent comes without signing in', fresh, { ...request('LoA1'), consent: true }, null, { at: 'consent' }],
  ];
  test.each(cases)('%s', (_name, flow, asked, who, expected) => {
    expect(decideStep(flow, asked, who)).toEqual(expected);
  });
});

describe('stepping up a session', () => {
  test('a session with a password is asked only for the second factor', () => {
    expect(decideStep(fresh, request('LoA2', session('pwd')), subject({}, { totp: true }))).toEqual({
      at: 'second-factor',
      offers: ['totp'],
    });
  });
  test('the time of the answer is that of the oldest proof', () => {
    expect(decideStep(withProofs('otp'), request('LoA2', session('pwd')), subject({}, { totp: true }))).toEqual({
      at: 'done',
      amr: ['otp', 'pwd', 'mfa'],
      authTime: NOW - 600,
    });
  });
  test('a session that has all it takes must prove itself again instead of going round in circles', () => {
    expect(decideStep(fresh, request('LoA1', session('pwd')), subject())).toEqual({ at: 'confirm', with: ['password'] });
  });
  test('a passkey of the session does not count as used now', () => {
    expect(decideStep(fresh, request('LoA3', session('passkey')), subject({}, { passkeys: 1 }))).toEqual({
      at: 'confirm',
      with: ['passkey'],
    });
  });
  test('LoA3 expires while the person waits', () => {
    const flow = flows.proved(fresh, proof(ME, 'passkey', NOW - FRESH - 1));
    expect(decideStep(flow, request('LoA3'), subject({}, { passkeys: 1 }))).toEqual({ at: 'confirm', with: ['passkey'] });
  });
  test('proofs of one account are never added to those of another', () => {
    const flow = flows.proved(withProofs('pwd'), { accountId: OTHER, kind: 'otp', at: NOW });
    expect(flow.proofs).toEqual([{ kind: 'otp', at: NOW, bound: 3 }]);
    expect(decideStep(flow, request('LoA1'), subject({ id: OTHER }))).toEqual({ at: 'confirm', with: ['password'] });
  });
});

describe('registering and recovering', () => {
  const person = { citizenNumber: '001085000011', name: 'A', birthDate: '1985-02-17' };
  const declared = flows.personDeclared(fresh, { person, newAccountId: ME });
  test('the three pages come in their order, and only a confirmed phone reaches the last', () => {
    const steps = [flows.freshFlow('register'), declared, flows.phoneDeclared(declared, { phone: '+84912345678', taken: false })].map(
      (flow) => decideStep(flow, request('LoA1'), null).at,
    );
    expect(steps).toEqual(['register-person', 'register-phone', 'register-code']);
    const ready = flows.phoneConfirmed(flows.phoneDeclared(declared, { phone: '+84912345678', taken: false }));
    expect(decideStep(ready, request('LoA1'), null)).toEqual({ at: 'register-credential' });
    expect(decideStep(flows.registrationLost(ready), request('LoA1'), null)).toEqual({ at: 'register-code' });
  });
  test('the phone of a number that belongs to somebody can never be confirmed', () => {
    expect(() => flows.phoneConfirmed(flows.phoneDeclared(declared, { phone: '+84912345678', taken: true }))).toThrow();
  });
  test('declaring another person takes the confirmation away', () => {
    const ready = flows.phoneConfirmed(flows.phoneDeclared(declared, { phone: '+84912345678', taken: false }));
    expect(decideStep(flows.personDeclared(ready, { person, newAccountId: OTHER }), request('LoA1'), null)).toEqual({
      at: 'register-phone',
    });
  });
  const recovering = flows.recoveryPhoneConfirmed(flows.recoveryBegun(fresh, { accountId: ME, subject: 'typed' }));
  const table: [string, Partial<Account>, SomeFactors, Step][] = [
    ['a self-declared account without factors: the birth date', { identityLevel: 1 }, {}, { at: 'recover-proof', offers: ['birth-date'] }],
    ['with an app: never the birth date', { identityLevel: 1 }, { totp: true }, { at: 'recover-proof', offers: ['totp'] }],
    ['with a passkey only: in person', { identityLevel: 1 }, { passkeys: 1 }, { at: 'recover-in-person' }],
    ['with a passkey and recovery codes: a code', {}, { passkeys: 1, recoveryCodesLeft: 3 }, { at: 'recover-proof', offers: ['recovery'] }],
    ['verified without anything else: in person', {}, {}, { at: 'recover-in-person' }],
    ['locked: told so', { status: 'locked' }, {}, { at: 'blocked', status: 'locked' }],
  ];
  test.each(table)('recovering %s', (_name, a, f, expected) => {
    expect(decideStep(recovering, request('LoA1'), subject(a, f))).toEqual(expected);
  });
  test('the birth date given before an app was enrolled does not open the account', () => {
    expect(
      decideStep(flows.recoveryProved(recovering, 'birth-date'), request('LoA1'), subject({ identityLevel: 1 }, { totp: true })),
    ).toEqual({ at: 'recover-proof', offers: ['totp'] });
  });
  test('nobody is recovered without the code', () => {
    expect(decideStep(flows.recoveryBegun(fresh, { accountId: ME, subject: 'typed' }), request('LoA1'), subject())).toEqual({
      at: 'recover-code',
    });
    expect(() => flows.recoveryProved(flows.recoveryBegun(fresh, { accountId: ME, subject: 'typed' }), 'otp')).toThrow();
    expect(() => flows.recoveryPhoneConfirmed(flows.recoveryBegun(fresh, { accountId: null, subject: 'typed' }))).toThrow();
  });
});

describe('what decides by a hair', () => {
  const at = (seconds: number, kind: ProofKind): Proof => ({ kind, at: NOW - seconds, bound: 3 });
  test('a passkey counts as used now for exactly as long as it is said to, and then stands alone', () => {
    const flow = [at(FRESH, 'passkey'), at(0, 'pwd')].reduce(
      (sofar, each) => flows.proved(sofar, { accountId: ME, ...each }),
      flows.freshFlow('sign-in'),
    );
    expect(decideStep(flow, request('LoA3'), subject({}, { passkeys: 1 }))).toEqual({
      at: 'done',
      amr: ['swk', 'user', 'mfa'],
      authTime: NOW - FRESH,
    });
  });
  test.each<[number, Proof[], Level | null]>([
    [2, [at(FRESH, 'passkey')], 'LoA3'],
    [2, [at(FRESH + 1, 'passkey')], 'LoA2'],
    [2, [at(0, 'pwd')], 'LoA1'],
    [2, [at(0, 'pwd'), at(0, 'recovery')], 'LoA2'],
    [2, [at(0, 'otp'), at(0, 'sms'), at(0, 'recovery')], null],
    [1, [at(0, 'passkey')], 'LoA1'],
    [1, [at(0, 'sms')], null],
  ])('identity level %i with %j reaches %s', (level, proofs, reached) => {
    expect(levelReached(level as 1 | 2, proofs, NOW)).toBe(reached);
  });
  test('two codes are not two factors', () => {
    expect(amrOf([at(0, 'otp'), at(0, 'sms')])).toEqual(['otp', 'sms']);
  });
  test('who must confirm is offered what they have, and a password when they have nothing', () => {
    const ways = (f: SomeFactors) => decideStep(fresh, request('LoA1', session('passkey')), subject({}, f));
    expect(ways({ password: false, passkeys: 1 })).toEqual({ at: 'confirm', with: ['passkey'] });
    expect(ways({ password: true, passkeys: 1 })).toEqual({ at: 'confirm', with: ['passkey', 'password'] });
    expect(ways({ password: false, passkeys: 0 })).toEqual({ at: 'confirm', with: ['password'] });
  });
  test('no code is offered to a phone that is not there, nor by a way that is not enrolled', () => {
    const offers = (a: Partial<Account>, f: SomeFactors) => decideStep(withProofs('pwd'), request('LoA2'), subject(a, f));
    expect(offers({ phone: '' }, { recoveryCodesLeft: 1 })).toEqual({ at: 'second-factor', offers: ['recovery'] });
    expect(offers({ phone: '' }, { totp: true })).toEqual({ at: 'second-factor', offers: ['totp'] });
    expect(offers({ phone: '' }, { passkeys: 1 })).toEqual({ at: 'second-factor', offers: ['passkey'] });
    expect(offers({}, { totp: true, sms: true })).toEqual({ at: 'second-factor', offers: ['totp'] });
  });
  test('a code by SMS counts for LoA2 where there is no app, and for LoA1 also where it was chosen beside one', () => {
    const after = (level: Level, f: SomeFactors) => decideStep(withProofs('pwd', 'sms'), request(level), subject({}, f)).at;
    const accounts = [{}, { sms: true }, { sms: true, totp: true }, { totp: true }];
    expect(accounts.map((f) => after('LoA2', f))).toEqual(['done', 'done', 'second-factor', 'second-factor']);
    expect(accounts.map((f) => after('LoA1', f))).toEqual(['done', 'done', 'done', 'second-factor']);
  });
  test('what was proved again here counts from now, whatever the session says of it', () => {
    expect(decideStep(withProofs('pwd', 'otp'), request('LoA2', session('pwd')), subject({}, { totp: true }))).toEqual({
      at: 'done',
      amr: ['pwd', 'otp', 'mfa'],
      authTime: NOW,
    });
  });
  test('proofs in the flow are nothing to another account', () => {
    expect(decideStep(withProofs('pwd'), request('LoA1'), subject({ id: OTHER }))).toEqual({ at: 'confirm', with: ['password'] });
  });
  test('a second factor given in recovery opens the last page; the last recovery code does so after it is used up', () => {
    const recovering = flows.recoveryPhoneConfirmed(flows.recoveryBegun(fresh, { accountId: ME, subject: 'typed' }));
    const after = (proof: 'otp' | 'recovery' | 'birth-date', f: SomeFactors) =>
      decideStep(flows.recoveryProved(recovering, proof), request('LoA1'), subject({ identityLevel: 1 }, f));
    expect(after('otp', { totp: true })).toEqual({ at: 'recover-password' });
    expect(after('birth-date', {})).toEqual({ at: 'recover-password' });
    expect(after('recovery', { totp: true, recoveryCodesLeft: 0 })).toEqual({ at: 'recover-password' });
    expect(after('otp', { recoveryCodesLeft: 1 })).toEqual({ at: 'recover-proof', offers: ['recovery'] });
  });
  test('codes are sent three times in a flow, a minute apart, and starting over does not begin the count anew', () => {
    const sent = (times: number) => Array.from({ length: times }).reduce<flows.Flow>((flow) => flows.codeSent(flow, NOW), fresh);
    expect(flows.codeRefusal(sent(2), NOW + 59)).toEqual({ wait: 1 });
    expect(flows.codeRefusal(sent(2), NOW + 60)).toBeNull();
    expect(flows.codeRefusal(sent(3), NOW + 600)).toBe('no-more');
    expect(flows.codeRefusal(flows.startOver(sent(3), { ignoreSession: false }), NOW + 600)).toBe('no-more');
    expect(flows.codeRefusal(flows.startOver(sent(2), { ignoreSession: false }), NOW)).toBeNull();
  });
  test('who said "not you?" is not taken back into the session by starting over', () => {
    const left = flows.startOver(fresh, { ignoreSession: true });
    expect(flows.startOver(left, { ignoreSession: false }).ignoreSession).toBe(true);
  });
});

test('a session remembers its proofs through amr', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.constantFrom(...proofKinds)), (kinds) => {
      expect(
        proofsOf(amrOf(kinds.map((kind) => ({ kind, at: 1, bound: 3 as const }))), 1)
          .map((proof) => proof.kind)
          .sort(),
      ).toEqual([...kinds].sort());
    }),
  );
});

/** What the design says, written without looking at the code: is this account's flow allowed to be done? */
function allowed(level: Level, who: Subject, proofs: readonly Proof[]): boolean {
  const kinds = new Set(proofs.map((proof) => proof.kind));
  const passkeyNow = proofs.some((proof) => proof.kind === 'passkey' && NOW - proof.at <= 300);
  const verified = who.account.identityLevel === 2;
  if (who.account.status !== 'active') return false;
  const smsCounts = who.factors.sms || !who.factors.totp;
  const second = kinds.has('otp') || kinds.has('recovery') || (smsCounts && kinds.has('sms'));
  const enrolled = who.factors.totp || who.factors.sms;
  const two = kinds.has('passkey') || (kinds.has('pwd') && second);
  const strongest =
    kinds.has('passkey') || kinds.has('recovery') || (who.factors.passkeys === 0 && (kinds.has('otp') || !who.factors.totp));
  if (level === 'LoA3') return verified && passkeyNow;
  if (level === 'LoA2') return verified && two && strongest;
  return two || (kinds.has('pwd') && !enrolled);
}

test('no sequence of step results reaches the end without the proofs that the level needs', () => {
  const someone = fc.record({
    account: fc.record({
      identityLevel: fc.constantFrom(1 as const, 2 as const),
      status: fc.constantFrom('active' as const, 'active' as const, 'locked' as const),
    }),
    factors: fc.record({
      password: fc.boolean(),
      passkeys: fc.integer({ min: 0, max: 2 }),
      totp: fc.boolean(),
      sms: fc.boolean(),
      recoveryCodesLeft: fc.integer({ min: 0, max: 2 }),
    }),
  });
  const result = fc.oneof(
    fc.record({
      do: fc.constant('prove' as const),
      kind: fc.constantFrom(...proofKinds),
      at: fc.integer({ min: NOW - 900, max: NOW }),
      whose: fc.constantFrom(ME, ME, OTHER),
    }),
    fc.record({
      do: fc.constantFrom(
        'restart' as const,
        'not-you' as const,
        'register' as const,
        'recover' as const,
        'confirm-phone' as const,
        'prove-recovery' as const,
      ),
    }),
  );
  const act = (flow: flows.Flow, input: { do: string; kind?: ProofKind; at?: number; whose?: string }): flows.Flow => {
    try {
      switch (input.do) {
        case 'prove':
          return flows.proved(flow, proof(input.whose ?? ME, input.kind ?? 'pwd', input.at ?? NOW));
        case 'restart':
          return flows.startOver(flow, { ignoreSession: false });
        case 'not-you':
          return flows.startOver(flow, { ignoreSession: true });
        case 'register':
          return flows.personDeclared(flow, {
            person: { citizenNumber: '001085000011', name: 'A', birthDate: '1985-02-17' },
            newAccountId: ME,
          });
        case 'recover':
          return flows.recoveryBegun(flow, { accountId: ME, subject: 'typed' });
        case 'confirm-phone':
          return flow.recovery === null ? flows.phoneConfirmed(flow) : flows.recoveryPhoneConfirmed(flow);
        default:
          return flows.recoveryProved(flow, 'otp');
      }
    } catch {
      return flow;
    }
  };
  let done = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...levels),
      someone,
      fc.array(result, { maxLength: 7 }),
      fc.subarray([...proofKinds]),
      (level, who, results, remembered) => {
        const me: Subject = { account: account(who.account), factors: factors(who.factors) };
        const sessionProofs = session(...remembered);
        let flow = fresh;
        for (const input of results) {
          flow = act(flow, input);
          const known =
            flow.journey === 'register' ? null : flow.accountId === OTHER ? { ...me, account: { ...me.account, id: OTHER } } : me;
          const continued = flow.accountId === OTHER || flow.ignoreSession ? [] : sessionProofs;
          const step = decideStep(flow, { consent: false, level, sessionProofs: continued, now: NOW }, known);
          if (step.at !== 'done') continue;
          done += 1;
          expect(flow.proofs.length).toBeGreaterThan(0);
          expect(allowed(level, me, [...flow.proofs, ...continued])).toBe(true);
          expect(levelReached(me.account.identityLevel, proofsOf(step.amr, step.authTime), NOW)).not.toBeNull();
          expect(
            levels.indexOf(levelReached(me.account.identityLevel, proofsOf(step.amr, step.authTime), NOW) as Level),
          ).toBeGreaterThanOrEqual(levels.indexOf(level));
        }
      },
    ),
    { numRuns: 20_000 },
  );
  expect(done).toBeGreaterThan(500);
});

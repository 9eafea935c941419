import { describe, expect, test } from 'vitest';
import type { Write } from '#identity/writes';
import { inOrder } from '../../../src/identity/writes/writes.ts';
import { listsText, listText } from '../../../src/identity/writes/writes-sql.ts';

const key = (byte: number): Buffer => Buffer.alloc(2, byte);
const until = new Date('2026-03-01T08:00:00Z');
const at = '2026-03-01T08:00:00.000Z';
const issued = {
  ...{ id: key(1), grant: 'g', account: 'a', client: 'c', session: 's', bound: true, until },
  payload: { kind: 'X', deep: ['đ', null] },
};
const issuedRow = { id: '0101', grant: 'g', account: 'a', client: 'c', session: 's', bound: true, until: at, payload: issued.payload };

/** Every kind of write, with exactly the words the function of the database reads. A change here is a change of that function. */
const words: readonly (readonly [Write, object])[] = [
  [
    { kind: 'claim', id: key(1), until, stands: true },
    { do: 'claim', id: '0101', until: at },
  ],
  [
    { kind: 'use-code', id: key(2) },
    { do: 'use-code', id: '0202' },
  ],
  [
    { kind: 'use-request', id: key(2) },
    { do: 'use-request', id: '0202' },
  ],
  [
    { kind: 'use-refresh-token', id: key(2) },
    { do: 'use-refresh-token', id: '0202' },
  ],
  [
    { kind: 'save-code', ...issued },
    { do: 'save-code', ...issuedRow },
  ],
  [
    { kind: 'save-access-token', ...issued },
    { do: 'save-access-token', ...issuedRow },
  ],
  [
    { kind: 'save-refresh-token', ...issued },
    { do: 'save-refresh-token', ...issuedRow },
  ],
  [
    { kind: 'save-refresh-token', ...issued, replaces: { id: key(3), sealed: key(4) } },
    { do: 'save-refresh-token', ...issuedRow, predecessor: '0303', sealed: '0404' },
  ],
  [
    { kind: 'save-client-credentials', id: key(1), client: 'c', until, payload: { p: 1 } },
    { do: 'save-client-credentials', id: '0101', client: 'c', until: at, payload: { p: 1 } },
  ],
  [
    { kind: 'save-request', id: key(1), until, sealed: key(4) },
    { do: 'save-request', id: '0101', until: at, sealed: '0404' },
  ],
  [
    { kind: 'save-grant', id: 'g', account: 'a', client: 'c', until: null, payload: { p: 1 }, stands: true },
    { do: 'save-grant', id: 'g', account: 'a', client: 'c', until: null, payload: { p: 1 } },
  ],
  [
    {
      ...{ kind: 'save-session', uid: 'u', account: 'a', loadedAccount: null, id: key(1), loadedId: key(2), loginTs: 7 },
      ...{ login: { acr: 'LoA1' }, loadedLogin: {}, payload: { state: 1 }, until, sweep: until, grace: until, limit: null },
    },
    {
      ...{ do: 'save-session', uid: 'u', account: 'a', loaded_account: null, id: '0101', loaded_id: '0202', login_ts: 7 },
      ...{ login: { acr: 'LoA1' }, loaded_login: {}, payload: { state: 1 }, until: at, sweep: at, grace: at, limit: null },
    },
  ],
  [
    { kind: 'keep-session', uid: 'u', account: 'a', loadedAccount: 'a' },
    { do: 'keep-session', uid: 'u', account: 'a', loaded_account: 'a' },
  ],
  [
    { kind: 'enter-client', uid: 'u', client: 'c', sid: 's', grant: 'g', persistsLogout: true, rest: null },
    { do: 'enter-client', uid: 'u', client_id: 'c', sid: 's', grant_id: 'g', persists_logout: true, rest: null },
  ],
  [
    { kind: 'leave-client', uid: 'u', client: 'c' },
    { do: 'leave-client', uid: 'u', client_id: 'c' },
  ],
  [
    { kind: 'give-back', keys: ['a', 'b'], afresh: null },
    { do: 'give-back', keys: ['a', 'b'], afresh: null },
  ],
  [
    {
      ...{ kind: 'record-event', id: 'e', at: until, type: 't', account: 'a', client: null },
      ...{ actor: 'x', ip: null, trace: null, detail: { n: 1 } },
    },
    { do: 'record-event', id: 'e', at, type: 't', account: 'a', client: null, actor: 'x', ip: null, trace: null, detail: { n: 1 } },
  ],
  [
    { kind: 'finish-interaction', id: key(1), until, sealed: key(4), from: key(5), to: key(6) },
    { do: 'finish-interaction', id: '0101', until: at, sealed: '0404', from: '0505', to: '0606' },
  ],
];

test.each(words)('%o is sent in the words of the database', (write, row) => {
  const lost = async (): Promise<void> => undefined;
  expect(JSON.parse(listText([{ ...write, lost }]))).toEqual([row]);
});

test('lists of several requests are one text', () => {
  const [one, two] = [words[0], words[1]];
  if (one === undefined || two === undefined) throw new Error('there are two');
  expect(JSON.parse(listsText([[one[0], two[0]], [], [two[0]]]))).toEqual([[one[1], two[1]], [], [two[1]]]);
});

describe('the order in which all requests write', () => {
  const ids = (list: readonly Write[]) => list.map((each) => ('id' in each ? String(each.id).charCodeAt(0) : each.kind));

  test('claims go by their key, however the request came by them', () => {
    const claims = [5, 1, 3].map((byte): Write => ({ kind: 'claim', id: key(byte), until }));
    expect(ids(inOrder(claims))).toEqual([1, 3, 5]);
    expect(ids(inOrder([...claims].reverse()))).toEqual([1, 3, 5]);
  });

  test('what is used comes after claims and before what is saved, and the end of a sign-in last', () => {
    const kinds = inOrder(words.map(([write]) => write).reverse()).map(({ kind }) => kind);
    const verbs = [...new Set(kinds.map((kind) => kind.split('-')[0]))];
    expect(verbs).toEqual(['claim', 'use', 'save', 'keep', 'enter', 'leave', 'give', 'record', 'finish']);
  });

  test('the rest keeps the order in which it came', () => {
    const saves = [9, 2, 7].map((byte): Write => ({ kind: 'save-request', id: key(byte), until, sealed: key(0) }));
    expect(ids(inOrder([...saves, { kind: 'use-code', id: key(4) }]))).toEqual([4, 9, 2, 7]);
  });
});

import { readFileSync } from 'node:fs';
import { globSync } from 'node:fs';
import { expect, test } from 'vitest';
import { mayMove, orderStates, payable, takesMoney } from '../../../src/payment/orders/order-state.ts';

test('an order moves as the table says and in no other way', () => {
  const moves = orderStates.flatMap((from) => orderStates.filter((to) => mayMove(from, to)).map((to) => `${from} → ${to}`));
  expect(moves).toEqual([
    'created → pending',
    'created → expired',
    'created → cancelled',
    'pending → paid',
    'pending → failed',
    'pending → expired',
    'pending → cancelled',
    'failed → pending',
    'failed → paid',
    'failed → expired',
    'failed → cancelled',
  ]);
});

test('money pays an order that waits for it or whose last attempt failed, and no other', () => {
  expect(orderStates.filter(takesMoney)).toEqual(['pending', 'failed']);
});

test('an attempt can be begun until the order is paid or over', () => {
  expect(orderStates.filter(payable)).toEqual(['created', 'pending', 'failed']);
});

test('an order that is paid, expired or cancelled stays so', () => {
  for (const from of ['paid', 'expired', 'cancelled'] as const) expect(orderStates.filter((to) => mayMove(from, to))).toEqual([]);
});

/** Every statement that moves an order, by the state it leads to, with the files that have it. */
const moves = (files: ReadonlyMap<string, string>): Record<string, string[]> => {
  const found: Record<string, string[]> = {};
  for (const [path, text] of files)
    for (const [, to = ''] of text.matchAll(/UPDATE\s+payment\.payment_order\s+SET\s+status = ([^,\s]+)/g))
      (found[to] ??= []).push(path.replace('src/payment/', ''));
  return found;
};
const files = new Map(globSync('src/**/*.ts').map((path) => [path, readFileSync(path, 'utf8')]));

test('each move of an order is one statement, and the state it leads to is never a parameter', () => {
  expect(moves(files)).toEqual({
    "'pending'": ['orders/order-sql.ts'],
    "'expired'": ['orders/order-sql.ts'],
    "'cancelled'": ['orders/order-sql.ts'],
    "'paid'": ['settlement/settlement-sql.ts'],
    "'failed'": ['settlement/settlement-sql.ts'],
  });
  const another = `statement('x', \`UPDATE payment.payment_order SET status = $2 WHERE id = $1\`)`;
  expect(moves(new Map([['src/payment/home/x.ts', another]]))).toEqual({ $2: ['home/x.ts'] });
});

test('only `settle` pays and fails an order, only `bookReturned` gives money back, and no other room is let near them', () => {
  const users = (name: string): string[] =>
    [...files]
      .filter(([path, text]) => path.startsWith('src/payment/') && new RegExp(`\\b${name}\\b`).test(text))
      .map(([path]) => path.replace('src/payment/', ''));
  const ownStatement = { settle: 'settlement/settlement-sql.ts', order: 'orders/order-sql.ts', back: 'suspense/suspense-sql.ts' };
  expect(users('(?:payOrder|failOrder)').toSorted()).toEqual(['settlement/settle.ts', ownStatement.settle]);
  expect(users('(?:expireOrderAs|cancelOrderAs)').toSorted()).toEqual([ownStatement.order, 'orders/orders.ts']);
  expect(users('beginOrder').toSorted()).toEqual(['orders/attempts.ts', ownStatement.order]);
  expect(users('moveReturn').toSorted()).toEqual(['suspense/moves.ts', ownStatement.back]);
  expect(users('settle\\(').toSorted()).toEqual(['settlement/ask-gateway.ts', 'settlement/gateway-routes.ts', 'settlement/settle.ts']);
});

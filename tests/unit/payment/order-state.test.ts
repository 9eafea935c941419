import { expect, test } from 'vitest';
import { mayMove, orderStates, payable, takesMoney } from '../../../src/payment/order-state.ts';

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

test('money pays an order that waits for it or whose last attempt was declined, and no other', () => {
  expect(orderStates.filter(takesMoney)).toEqual(['pending', 'failed']);
});

test('a person may begin an attempt until the order is paid or over', () => {
  expect(orderStates.filter(payable)).toEqual(['created', 'pending', 'failed']);
});

import { describe, expect, test } from 'vitest';
import { createBatch } from '#shared/db';

const refusal = (code: string): Error => Object.assign(new Error(`refused with ${code}`), { code });

/** A batch whose statements end when the test says so. */
function controlled(most = 32) {
  const sent: { readonly inputs: readonly number[]; end(): void; fail(error: Error): void }[] = [];
  const call = createBatch<number, number>({
    most,
    together: (inputs) =>
      new Promise((resolve, reject) => {
        sent.push({
          inputs,
          end: () => {
            resolve(inputs.map((input) => input * 10));
          },
          fail: reject,
        });
      }),
  });
  const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  return { sent, call, turn };
}

describe('a batch', () => {
  test('takes calls of one turn together, and those that come while two are under way wait and go together', async () => {
    const { sent, call, turn } = controlled();
    const first = [call(1), call(2)];
    await turn();
    const second = call(3);
    await turn();
    const waiting = [call(4), call(5), call(6)];
    await turn();
    expect(sent.map(({ inputs }) => inputs)).toEqual([[1, 2], [3]]);
    sent[0]?.end();
    await turn();
    expect(sent.map(({ inputs }) => inputs)).toEqual([[1, 2], [3], [4, 5, 6]]);
    sent[1]?.end();
    sent[2]?.end();
    expect(await Promise.all([...first, second, ...waiting])).toEqual([10, 20, 30, 40, 50, 60]);
    const later = call(7);
    await turn();
    sent[3]?.end();
    expect(await later).toBe(70);
  });

  test('never sends more at once than it may', async () => {
    const { sent, call, turn } = controlled(3);
    const all = Array.from({ length: 7 }, (_, index) => call(index));
    for (let index = 0; index < 4; index += 1) {
      await turn();
      sent[index]?.end();
    }
    expect(await Promise.all(all)).toEqual([0, 10, 20, 30, 40, 50, 60]);
    expect(sent.every(({ inputs }) => inputs.length <= 3)).toBe(true);
  });

  test('when the database refuses a statement, only the call at fault fails', async () => {
    const call = createBatch<number, number>({
      most: 32,
      async together(inputs) {
        if (inputs.includes(2)) throw refusal('22P02');
        return inputs.map((input) => input * 10);
      },
    });
    const outcomes = await Promise.allSettled([call(1), call(2), call(3)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  test.each([refusal('57P01'), refusal('08006'), new Error('the connection broke')])(
    '%s fails every call and repeats none',
    async (error) => {
      let times = 0;
      const call = createBatch<number, number>({
        most: 32,
        async together() {
          times += 1;
          throw error;
        },
      });
      const outcomes = await Promise.allSettled([call(1), call(2)]);
      expect(outcomes).toEqual([
        { status: 'rejected', reason: error },
        { status: 'rejected', reason: error },
      ]);
      expect(times).toBe(1);
    },
  );

  test('an answer of the wrong length is an error, not somebody else’s answer', async () => {
    const call = createBatch<number, number>({ most: 32, together: async (inputs) => inputs.slice(1) });
    const outcomes = await Promise.allSettled([call(1), call(2)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});

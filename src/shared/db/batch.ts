/** What {@link createBatch} needs to know. */
export interface BatchOptions<Input, Output> {
  /** Does all of it at once; the outputs are in the order of the inputs. */
  together(inputs: readonly Input[]): Promise<readonly Output[]>;
  /** How many at once at most. */
  readonly most: number;
}

/** So many statements of one kind under way: one that waits for the disk does not hold up all others. */
const UNDER_WAY = 2;

/**
 * One statement for calls that come at the same time. While fewer than two are under way a call goes at once, with those of the same
 * turn of the event loop; calls that come meanwhile wait and then go together. So an idle server waits for nothing, and the busier it
 * is, the less a call costs.
 *
 * When a statement with several calls is refused by the database, each is done again alone, so that only the one at fault fails.
 * Nothing of a refused statement was kept. A broken connection fails them all, because nobody knows what became of it.
 */
export function createBatch<Input, Output>({ together, most }: BatchOptions<Input, Output>): (input: Input) => Promise<Output> {
  interface Call {
    readonly input: Input;
    done(output: Output): void;
    failed(error: unknown): void;
  }
  let waiting: Call[] = [];
  let running = 0;

  const each = async (calls: readonly Call[]): Promise<void> => {
    try {
      const outputs = await together(calls.map((call) => call.input));
      if (outputs.length !== calls.length) throw new Error(`${outputs.length} answers for ${calls.length} questions`);
      calls.forEach((call, index) => {
        call.done(outputs[index] as Output);
      });
    } catch (error) {
      if (calls.length > 1 && wasRefused(error)) for (const call of calls) await each([call]);
      else for (const call of calls) call.failed(error);
    }
  };
  const go = async (): Promise<void> => {
    while (waiting.length > 0) {
      const calls = waiting.slice(0, most);
      waiting = waiting.slice(most);
      await each(calls);
    }
    running -= 1;
  };
  return (input) =>
    new Promise((done, failed) => {
      waiting.push({ input, done, failed });
      if (running >= UNDER_WAY) return;
      running += 1;
      setImmediate(() => void go());
    });
}

/** The server's own refusal of a statement, as opposed to a connection or a server that is gone (classes 08, 53, 57, 58). */
function wasRefused(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && /^(?!08|53|57|58)[0-9A-Z]{5}$/.test(code);
}

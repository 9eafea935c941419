import { problem } from '#shared/problem';

/** Finished hashes that go on together, at most. */
const GROUP = 16;

/**
 * Lets at most `size` hashes run at the same time and at most `queue` wait. When it is full, `run` throws
 * `service.busy` at once: a short queue keeps every accepted sign-in fast, and memory bounded.
 *
 * Behind a line, finished hashes wait for one another, in groups of a quarter of the line. What follows a hash (a statement, a page) then
 * shares statements and warm caches, which leaves more of the processors to the hashes in line: the line as a whole moves faster, while the first of
 * a group waits a little longer. Without a line nobody waits.
 */
export class HashingPool {
  readonly #size: number;
  readonly #queue: number;
  readonly #waiting: (() => void)[] = [];
  #finished: (() => void)[] = [];
  #running = 0;

  constructor(size: number, queue: number) {
    this.#size = size;
    this.#queue = queue;
  }

  /** How many wait for their turn. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** True when the next one would be refused. */
  get full(): boolean {
    return this.#running >= this.#size && this.#waiting.length >= this.#queue;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.#enter();
    try {
      return await work();
    } finally {
      this.#leave();
      await this.#gather();
    }
  }

  async #enter(): Promise<void> {
    if (this.#running < this.#size) {
      this.#running += 1;
      return;
    }
    if (this.#waiting.length >= this.#queue) throw problem('service.busy', { retryAfter: 2 });
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  #leave(): void {
    // The place goes straight to the next in line, so that nobody can step in between.
    const next = this.#waiting.shift();
    if (next === undefined) this.#running -= 1;
    else next();
  }

  async #gather(): Promise<void> {
    // A quarter of those in line is still to come, so a group that is waited for always ends: at the latest with the line.
    if (this.#finished.length + 1 < Math.min(GROUP, Math.floor(this.#waiting.length / 4))) {
      await new Promise<void>((resolve) => {
        this.#finished.push(resolve);
      });
      return;
    }
    const together = this.#finished;
    this.#finished = [];
    for (const goOn of together) goOn();
  }
}

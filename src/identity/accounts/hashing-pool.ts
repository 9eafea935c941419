import { problem } from '#shared/http';

/** Finished hashes that go on together while the pool is behind. */
const GROUP = 16;

/**
 * Lets at most `size` hashes run at the same time and at most `queue` wait. When it is full, `run` throws
 * `service.busy` at once: a short queue keeps every accepted sign-in fast, and memory bounded.
 *
 * While the line is long enough to fill a group, finished hashes wait for one another. What follows a hash (a statement, a page) then
 * shares statements and warm caches with the others of its group, which leaves more of the processors to the hashes in line: everybody in a rush is
 * answered sooner. Without a line nobody waits.
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
    const missing = GROUP - this.#finished.length - 1;
    // Whoever is at work or in line will finish, so a group that is waited for always fills.
    if (missing > 0 && this.#running + this.#waiting.length >= missing) {
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

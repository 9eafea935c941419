import { problem } from '#shared/problem';

/**
 * Lets at most `size` hashes run at the same time and at most `queue` wait. When it is full, `run` throws
 * `service.busy` at once: a short queue keeps every accepted sign-in fast, and memory bounded.
 */
export class HashingPool {
  readonly #size: number;
  readonly #queue: number;
  readonly #waiting: (() => void)[] = [];
  readonly #owners = new Set<string>();
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

  /** `owner` has one place at most, running or waiting: nobody fills the pool alone. */
  async run<T>(work: () => Promise<T>, owner?: string): Promise<T> {
    if (owner === undefined) return this.#admitted(work);
    if (this.#owners.has(owner)) throw problem('service.busy', { retryAfter: 2 });
    this.#owners.add(owner);
    try {
      return await this.#admitted(work);
    } finally {
      this.#owners.delete(owner);
    }
  }

  async #admitted<T>(work: () => Promise<T>): Promise<T> {
    await this.#enter();
    try {
      return await work();
    } finally {
      this.#leave();
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
}

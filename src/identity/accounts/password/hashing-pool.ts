import { problem } from '#shared/problem';

export interface HashingLoad {
  /** Hashes that wait for their turn, of so many at most. */
  readonly waiting: number;
  readonly queue: number;
  readonly perSecond: number;
}

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
  /** How long a hash took of late, in milliseconds. */
  #took: number | undefined;

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

  /** How busy it is now, and how many hashes it ends in a second while it is full. */
  get load(): HashingLoad {
    // While none has ended yet, one is taken to last a second.
    return { waiting: this.#waiting.length, queue: this.#queue, perSecond: (1000 * this.#size) / (this.#took ?? 1000) };
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
    const began = performance.now();
    try {
      return await work();
    } finally {
      // The last dozen or so count: what a hash takes changes with what else the machine does.
      const took = performance.now() - began;
      this.#took = this.#took === undefined ? took : this.#took * 0.9 + took * 0.1;
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

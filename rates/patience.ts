/** How long one question waits for providers: a deadline for all of them, and a share of it for each. */

/** The time that one question has, from its making on. */
export class Patience {
  readonly #deadlineMs: number;
  readonly #deadline: Deadline;
  #late = 0;

  constructor(deadlineMs: number) {
    this.#deadlineMs = deadlineMs;
    this.#deadline = deadlineAfter(deadlineMs);
  }

  /** Whether the deadline has passed. */
  get over(): boolean {
    return this.#deadline.over;
  }

  /**
   * Waits until the deadline; where others come after it, no longer than half of the time that those before have left,
   * so that one that hangs leaves the others theirs.
   */
  async waitFor<T>(
    work: Promise<T>,
    { last }: { readonly last: boolean },
  ): Promise<T | "deadline"> {
    const halvings = last ? 0 : this.#late + 1;
    const share = deadlineAfter(this.#deadlineMs / 2 ** halvings);
    try {
      const outcome = await Promise.race([
        work,
        share.passed,
        this.#deadline.passed,
      ]);
      if (outcome === "deadline") this.#late++;
      return outcome;
    } finally {
      share.clear();
    }
  }

  /** Ends the wait: what is still under way goes on by itself. */
  [Symbol.dispose](): void {
    this.#deadline.clear();
  }
}

interface Deadline {
  readonly passed: Promise<"deadline">;
  readonly over: boolean;
  clear(): void;
}

function deadlineAfter(deadlineMs: number): Deadline {
  const { promise, resolve } = Promise.withResolvers<"deadline">();
  let over = false;
  const timer = setTimeout(() => {
    over = true;
    resolve("deadline");
  }, deadlineMs);
  return {
    passed: promise,
    get over() {
      return over;
    },
    clear: () => clearTimeout(timer),
  };
}

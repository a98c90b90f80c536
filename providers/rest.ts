/** When an upstream is left alone: a circuit breaker and the pauses after rate limits and refused keys, on the injected clock. */

import { ProviderError } from "../rates/errors.ts";
import type { ProviderFault } from "../rates/errors.ts";
import type { Clock, ProviderHealth } from "../rates/ports.ts";

/** How soon a rest begins and how long it lasts. */
export interface RestOptions {
  readonly clock: Clock;
  /** Consecutive transient failures that open the breaker. */
  readonly openAfter: number;
}

/** First pause of an opened breaker; doubled each time that the trial after it fails. */
const BREAKER_REST = { firstMs: 30_000, longestMs: 600_000 } as const;

/** First pause after a 429 that names no time; doubled with each 429 after it. */
const LIMIT_REST = { firstMs: 60_000, longestMs: 3_600_000 } as const;

/** First pause after the key was refused; doubled with each refusal after it. A reset ends it at once. */
const REFUSAL_REST = { firstMs: 600_000, longestMs: 3_600_000 } as const;

/** Why an upstream rests, in the words of the refusal. */
const FAILURES = "repeated failures";
const LIMIT = "a rate limit";
const REFUSAL = "a refused key";

type Why = typeof FAILURES | typeof LIMIT | typeof REFUSAL;

const TRANSIENT: ReadonlySet<ProviderFault> = new Set([
  "unreachable",
  "timeout",
  "server_error",
]);

/** Whether another attempt may go better. */
export function isTransient(fault: ProviderFault): boolean {
  return TRANSIENT.has(fault);
}

/**
 * The breaker of one upstream. Cockatiel's reads the system's clock, which a test cannot stand still, and knows no
 * pauses that the upstream itself asks for; so the kinds of rest live here side by side.
 */
export class Rest {
  readonly #clock: Clock;
  readonly #openAfter: number;
  #failures = 0;
  #opened = 0;
  #limited = 0;
  #refused = 0;
  #rest: { readonly until: Date; readonly why: Why } | null = null;
  #trial = false;

  constructor({ clock, openAfter }: RestOptions) {
    this.#clock = clock;
    this.#openAfter = openAfter;
  }

  get state(): ProviderHealth["breaker"] {
    if (this.remainingMs() > 0) return "open";
    return this.#rest?.why === FAILURES ? "half-open" : "closed";
  }

  get until(): Date | null {
    return this.remainingMs() > 0 && this.#rest ? this.#rest.until : null;
  }

  /** Milliseconds of rest that are left. */
  remainingMs(): number {
    const until = this.#rest?.until.getTime() ?? 0;
    return Math.max(0, until - this.#clock().getTime());
  }

  /**
   * Lets an attempt through; after failures only one, which decides.
   * @throws {ProviderError} `resting`
   */
  enter(): void {
    const left = this.remainingMs();
    if (left === 0 && !(this.state === "half-open" && this.#trial)) {
      this.#trial = this.state === "half-open";
      return;
    }
    const seconds = Math.max(1, Math.ceil(left / 1000));
    throw new ProviderError(
      "resting",
      `Not asked for another ${seconds} s after ${this.#rest?.why ?? FAILURES}`,
      { retryAfterSeconds: seconds },
    );
  }

  /** An answer came: a rest that is over is forgotten. */
  succeeded(): void {
    if (this.remainingMs() > 0) return;
    this.reset();
  }

  /** An attempt failed, with the pause that the upstream asked for, if it did. */
  failed(fault: ProviderFault, retryAfter: number | null): void {
    const trial = this.#trial;
    this.#trial = false;
    const left = this.remainingMs();
    if (left > 0) {
      // What was under way when the rest began says nothing new, unless it asks for a longer one.
      const asked = (retryAfter ?? 0) * 1000;
      if (asked > left) this.#pause(asked, this.#rest?.why ?? LIMIT);
      return;
    }
    if (fault === "rate_limited") {
      const ms = retryAfter === null
        ? doubled(LIMIT_REST, this.#limited++)
        : retryAfter * 1000;
      this.#pause(ms, LIMIT);
    } else if (fault === "unauthorized" || fault === "plan") {
      this.#failures = 0;
      this.#pause(
        Math.max(
          doubled(REFUSAL_REST, this.#refused++),
          (retryAfter ?? 0) * 1000,
        ),
        REFUSAL,
      );
    } else if (!isTransient(fault)) {
      this.#failures = 0;
      if (trial) this.#rest = null;
    } else if (trial || ++this.#failures >= this.#openAfter) {
      this.#pause(
        Math.max(
          doubled(BREAKER_REST, this.#opened++),
          (retryAfter ?? 0) * 1000,
        ),
        FAILURES,
      );
    } else if (retryAfter !== null) {
      this.#pause(retryAfter * 1000, LIMIT);
    }
  }

  /** The caller gave up: whoever comes next makes the trial. */
  abandoned(): void {
    this.#trial = false;
  }

  reset(): void {
    this.#failures = 0;
    this.#opened = 0;
    this.#limited = 0;
    this.#refused = 0;
    this.#rest = null;
    this.#trial = false;
  }

  #pause(ms: number, why: Why): void {
    this.#rest = { until: new Date(this.#clock().getTime() + ms), why };
  }
}

function doubled(
  { firstMs, longestMs }: { firstMs: number; longestMs: number },
  times: number,
): number {
  return Math.min(firstMs * 2 ** times, longestMs);
}

/** The texts that instances share, in Redis; left alone for a while after it failed, so that nobody waits for it again and again. */

import type { Clock, Log, SharedCache } from "../rates/ports.ts";
import type { Redis } from "./redis.ts";

/** What sharing needs. */
export interface SharedCacheDeps {
  readonly redis: Pick<Redis, "get" | "set">;
  readonly clock: Clock;
  readonly log: Log;
}

/** Failures in a row after which it is left alone. */
const OPEN_AFTER = 3;

/** Then one try decides; doubled each time that it fails, up to the longest. */
const REST = { firstMs: 1_000, longestMs: 30_000 } as const;

/** A {@linkcode SharedCache} on Redis. */
export class RedisCache implements SharedCache {
  readonly #deps: SharedCacheDeps;
  #failures = 0;
  #restsUntilMs = 0;

  constructor(deps: SharedCacheDeps) {
    this.#deps = deps;
  }

  get(key: string): Promise<string | null> {
    return this.#try(async () => await this.#deps.redis.get<string>(key));
  }

  async set(key: string, value: string, lastsMs: number): Promise<void> {
    const px = Math.floor(lastsMs);
    if (px > 0) await this.#try(() => this.#deps.redis.set(key, value, { px }));
  }

  async #try<T>(work: () => Promise<T>): Promise<T | null> {
    if (this.#isResting()) return null;
    try {
      const done = await work();
      if (this.#failures >= OPEN_AFTER) this.#deps.log.info("Redis is back");
      this.#failures = 0;
      this.#restsUntilMs = 0;
      return done;
    } catch (error) {
      this.#failed(error);
      return null;
    }
  }

  #isResting(): boolean {
    const nowMs = this.#deps.clock().getTime();
    if (nowMs >= this.#restsUntilMs) {
      // Whoever comes while the one try is under way does without.
      if (this.#failures >= OPEN_AFTER) {
        this.#restsUntilMs = nowMs + REST.firstMs;
      }
      return false;
    }
    return true;
  }

  #failed(error: unknown): void {
    this.#failures++;
    const over = this.#failures - OPEN_AFTER;
    if (over < 0) return;
    const restMs = Math.min(REST.firstMs * 2 ** over, REST.longestMs);
    this.#restsUntilMs = this.#deps.clock().getTime() + restMs;
    if (over === 0) {
      this.#deps.log.warn("Redis is away; goes on without it", { error });
    }
  }
}

/** Counting requests, and writing the counts down a second later. */

import { type Day, dayOf } from "../rates/day.ts";
import type { Clock, Log, Usage, UsageStore } from "../rates/ports.ts";

/** Counts requests for {@linkcode UsageStore}. */
export interface UsageRecorder {
  /** Counts on the day that it is. */
  count(provider: string, usage: Usage): void;
  /** Writes what is counted; what cannot be written stays counted. */
  flush(): Promise<void>;
}

/** Requests of a second are one row's change. */
const DELAY_MS = 1_000;

/** Makes the recorder; its timer keeps no process alive. */
export function createUsageRecorder(
  { store, clock, log }: {
    readonly store: Pick<UsageStore, "record">;
    readonly clock: Clock;
    readonly log: Log;
  },
): UsageRecorder {
  const counted = new Map<string, Usage & { provider: string; day: Day }>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let writing = Promise.resolve();

  function count(provider: string, usage: Usage): void {
    add(provider, dayOf(clock()), usage);
    if (timer !== undefined) return;
    timer = setTimeout(() => void flush(), DELAY_MS);
    Deno.unrefTimer(timer);
  }

  function add(provider: string, day: Day, more: Usage): void {
    const key = `${provider} ${day}`;
    const { requests, failures } = counted.get(key) ??
      { requests: 0, failures: 0 };
    counted.set(key, {
      provider,
      day,
      requests: requests + more.requests,
      failures: failures + more.failures,
    });
  }

  async function write(): Promise<void> {
    const waiting = [...counted.values()];
    counted.clear();
    for (const { provider, day, ...usage } of waiting) {
      try {
        await store.record(provider, usage, day);
      } catch (error) {
        log.debug("Requests cannot be counted now", { provider, error });
        add(provider, day, usage);
      }
    }
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    return writing = writing.then(write);
  }

  return { count, flush };
}

/** Counting every request that leaves the house, and writing the counts down a second later. */

import { type Day, dayOf } from "../rates/day.ts";
import type { Clock, Log, Usage, UsageStore } from "../rates/ports.ts";

/** Counts requests for {@linkcode UsageStore}. */
export interface UsageRecorder {
  /** For the door: counts one request. */
  count(provider: string, outcome: { readonly ok: boolean }): void;
  /** Writes what is counted; what cannot be written stays counted. */
  flush(): Promise<void>;
}

/** Requests of a second are one row's change. */
const DELAY_MS = 1_000;

/** Makes the recorder; its timer keeps no process alive. */
export function createUsageRecorder(
  { store, clock, log }: {
    readonly store: Pick<UsageStore, "record" | "since">;
    readonly clock: Clock;
    readonly log: Log;
  },
): UsageRecorder & Pick<UsageStore, "since"> {
  const counted = new Map<string, Usage & { provider: string; day: Day }>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let writing = Promise.resolve();

  function count(provider: string, { ok }: { readonly ok: boolean }): void {
    add(provider, dayOf(clock()), { requests: 1, failures: ok ? 0 : 1 });
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

  return {
    count,
    flush,
    async since(day) {
      await flush();
      return await store.since(day);
    },
  };
}

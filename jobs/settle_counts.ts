/** Telling the other instances what was counted here, and learning what they counted, once a second. */

import type { Counts } from "../rates/ports.ts";
import type { Tallies } from "../rates/tallies.ts";

/** Requests of a second are one entry, and one request carries all entries. */
const DELAY_MS = 1_000;

/** Keys that are told at a time; the others wait for the next second. */
const MOST = 200;

/** What settles counts. */
export interface Settling {
  /** Settles within a second; the timer keeps no process alive. */
  soon(): void;
  /** Settles now. */
  settle(): Promise<void>;
  /** Settles no more by itself. */
  end(): void;
}

/** Makes it. The tallies, by their names, are asked for when there is something to settle: they need this first. */
export function createSettling(
  { counts, tallies }: {
    readonly counts: Counts;
    readonly tallies: () => Readonly<Record<string, Tallies>>;
  },
): Settling {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;

  function soon(): void {
    if (timer !== undefined || ended) return;
    timer = setTimeout(() => void settle(), DELAY_MS);
    Deno.unrefTimer(timer);
  }

  async function settle(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const all = Object.entries(tallies());
    await Promise.all(
      all.flatMap(([name, one]) =>
        one.takeDue(MOST).map(async ({ key, points }) =>
          one.told(key, points, await tell(`${name}:${key}`, points, one))
        )
      ),
    );
    if (all.some(([, { isDue }]) => isDue)) soon();
  }

  async function tell(key: string, points: number, { seconds }: Tallies) {
    try {
      return await counts.add(key, points, seconds);
    } catch {
      // Counted here meanwhile; the counts have told the operator.
      return null;
    }
  }

  function end(): void {
    ended = true;
    clearTimeout(timer);
  }

  return { soon, settle, end };
}

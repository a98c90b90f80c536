/** Counts that outlive an outage: those of the shared Redis while it answers, else those of this process. */

import type { Clock, Count, Counts } from "../rates/ports.ts";
import { Tallies } from "../rates/tallies.ts";

/** Makes them; without shared ones this process counts alone. Nothing here rejects. */
export function createCounts(
  { shared, clock, maxKeys }: {
    readonly shared: Counts | null;
    readonly clock: Clock;
    readonly maxKeys: number;
  },
): Counts {
  const local = localCounts({ clock, maxKeys });
  if (!shared) return local;

  async function insured<T>(count: (counts: Counts) => Promise<T>): Promise<T> {
    try {
      return await count(shared ?? local);
    } catch {
      // They have told the operator.
      return await count(local);
    }
  }

  return {
    add: (...which) => insured((counts) => counts.add(...which)),
    get: (key) => insured((counts) => counts.get(key)),
    forget: (key) => insured((counts) => counts.forget(key)),
  };
}

function localCounts(
  { clock, maxKeys }: { readonly clock: Clock; readonly maxKeys: number },
): Counts {
  const tallies = new Tallies({ clock, maxKeys, seconds: 60 });
  const now = () => clock().getTime();
  return {
    add(key, points, seconds) {
      const tally = tallies.add(key, points, seconds);
      return Promise.resolve(countOf(tally, now()));
    },
    get(key) {
      const tally = tallies.of(key);
      return Promise.resolve(tally.points > 0 ? countOf(tally, now()) : null);
    },
    forget(key) {
      return Promise.resolve(tallies.forget(key));
    },
  };
}

function countOf(
  { points, endsAtMs }: { readonly points: number; readonly endsAtMs: number },
  now: number,
): Count {
  return { points, endsInMs: endsAtMs - now };
}

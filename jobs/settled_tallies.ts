/** Tallies of this instance that know, a second later, what the other instances have counted. */

import type { Clock, Counts } from "../rates/ports.ts";
import { Tallies } from "../rates/tallies.ts";
import { createSettling } from "./settle_counts.ts";

/** What is counted, and with whom. */
export interface SettledTalliesOptions {
  /** Names these among the shared counts. */
  readonly name: string;
  /** The counts of all instances; null where this one counts alone. */
  readonly shared: Counts | null;
  readonly clock: Clock;
  readonly seconds: number;
  readonly maxKeys: number;
  /** Points of a key that the others are not told of. */
  readonly untold: number;
  /** Aborted when the process ends: nothing is told any more. */
  readonly signal: AbortSignal;
}

/** Makes them. */
export function createSettledTallies(
  { name, shared, untold, signal, ...options }: SettledTalliesOptions,
): Tallies {
  if (!shared) return new Tallies(options);
  const settling = createSettling({
    counts: shared,
    tallies: () => ({ [name]: tallies }),
  });
  signal.addEventListener("abort", () => settling.end());
  const tallies: Tallies = new Tallies({
    ...options,
    share: { points: untold, onDue: settling.soon },
  });
  return tallies;
}

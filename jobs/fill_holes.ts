/** Holes that questions find are queued to be filled, each once in a while. */

import type { DayRange } from "../rates/day.ts";
import type { Clock, Log } from "../rates/ports.ts";
import type { FillRange } from "../rates/queue.ts";

/** A hole that cannot be filled would otherwise be queued by each question. */
const AGAIN_AFTER_MS = 600_000;
/** So many are remembered. */
const MOST_HOLES = 1_000;

/** Makes the function that a series tells of its holes. */
export function createFillHoles(
  { fill, background, clock, log }: {
    readonly fill: FillRange;
    readonly background: (work: Promise<void>) => void;
    readonly clock: Clock;
    readonly log: Log;
  },
): (provider: string, ranges: readonly DayRange[]) => void {
  const queuedAt = new Map<string, number>();
  return function fillHoles(provider, ranges) {
    const oldest = ranges.at(0);
    const newest = ranges.at(-1);
    if (!oldest || !newest) return;
    const range = { from: oldest.from, to: newest.to };
    const hole = `${provider} ${range.from} ${range.to}`;
    const nowMs = clock().getTime();
    if (nowMs - (queuedAt.get(hole) ?? -Infinity) < AGAIN_AFTER_MS) return;
    if (queuedAt.size >= MOST_HOLES) queuedAt.clear();
    queuedAt.set(hole, nowMs);
    background((async () => {
      const queued = await fill({ provider, range, cause: "hole" });
      if (queued?.created) {
        log.info("Queued a hole to be filled", { provider, ...range });
      }
    })());
  };
}

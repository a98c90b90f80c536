/** How far a load is, in the way that fits who looks: a bar on a terminal, lines elsewhere, JSON for programs. */

import type { Ingestion } from "../rates/ports.ts";
import { countsOf, countsSince } from "./load_counts.ts";
import { barLine, progressWords } from "./progress_bar.ts";
import type { Screen } from "./screen.ts";
import type { Event, Voice } from "./voice.ts";

/** Told of an ingestion as it goes on; disposed of, it leaves the line on which a bar is. */
export interface Progress extends Disposable {
  show(ingestion: Ingestion): void;
  /** Shows it as it is at the end. */
  end(ingestion: Ingestion): void;
}

/** Plain lines are for a log, so that few are enough. */
const LINE_MS = 5_000;

/** Shows the progress of a run that began with `before`; without a screen in lines. */
export function createProgress(
  { voice, screen, before }: {
    readonly voice: Voice;
    readonly screen: Screen | null;
    readonly before: Ingestion;
  },
): Progress {
  if (voice.json) {
    return {
      show: (now) => voice.tell(eventOf("progress", now, before)),
      end() {},
      [Symbol.dispose]() {},
    };
  }
  if (screen) {
    const show = (ingestion: Ingestion) =>
      screen.draw(barLine(ingestion, screen.columns));
    return {
      show,
      end: show,
      [Symbol.dispose]: () => screen.leave(),
    };
  }
  let shownAtMs = performance.now();
  return {
    show(ingestion) {
      const nowMs = performance.now();
      if (nowMs - shownAtMs < LINE_MS) return;
      shownAtMs = nowMs;
      voice.say(progressWords(ingestion).join(", "));
    },
    end() {},
    [Symbol.dispose]() {},
  };
}

/** An ingestion as a line of JSON says it: what the load came to so far, and how much of it since the run began with `before`. */
export function eventOf(
  event: string,
  ingestion: Ingestion,
  before = ingestion,
): Event {
  const { chunks } = ingestion;
  return {
    event,
    ingestion: ingestion.id,
    provider: ingestion.provider,
    from: ingestion.range.from,
    to: ingestion.range.to,
    status: ingestion.status,
    done: chunks.done,
    left: chunks.pending + chunks.running,
    failed: chunks.failed,
    load: countsOf(ingestion),
    since_start: countsSince(before, ingestion),
    reason: ingestion.error,
  };
}

/** How far a load is, in the way that fits who looks: a bar on a terminal, lines elsewhere, JSON for programs. */

import type { Ingestion } from "../rates/ports.ts";
import { barLine, progressWords } from "./progress_bar.ts";
import type { Event, Voice } from "./voice.ts";

/** Told of an ingestion as it goes on. */
export interface Progress {
  show(ingestion: Ingestion): void;
  /** Shows it as it is at the end, and leaves the line on which a bar is. */
  end(ingestion: Ingestion): void;
}

/** A terminal to draw on. */
export interface Terminal {
  /** Writes as it is, without ending the line. */
  draw(text: string): void;
  /** Its width now; people change it. */
  columns(): number;
}

/** Plain lines are for a log, so that few are enough. */
const LINE_MS = 5_000;

/** Back to the beginning of the line, and the rest of it away: ECMA-48's EL. */
const CLEAR_LINE = "\r\x1b[K";

/** Shows progress; without a terminal in lines. */
export function createProgress(
  { voice, terminal }: {
    readonly voice: Voice;
    readonly terminal: Terminal | null;
  },
): Progress {
  if (voice.json) {
    return {
      show: (ingestion) => voice.tell(eventOf("progress", ingestion)),
      end() {},
    };
  }
  if (terminal) {
    const show = (ingestion: Ingestion) =>
      terminal.draw(CLEAR_LINE + barLine(ingestion, terminal.columns()));
    return {
      show,
      end(ingestion) {
        show(ingestion);
        terminal.draw("\n");
      },
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
  };
}

/** An ingestion as a line of JSON says it. */
export function eventOf(event: string, ingestion: Ingestion): Event {
  const { chunks } = ingestion;
  return {
    event,
    ingestion: ingestion.id,
    provider: ingestion.provider,
    from: ingestion.range.from,
    to: ingestion.range.to,
    status: ingestion.status,
    requests: ingestion.requests,
    done: chunks.done,
    left: chunks.pending + chunks.running,
    failed: chunks.failed,
    inserted: ingestion.inserted,
    revised: ingestion.revised,
    unchanged: ingestion.unchanged,
    rejected: ingestion.rejected,
    reason: ingestion.error,
  };
}

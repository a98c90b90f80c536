/** How far a load is, in the way that fits who looks: a bar on a terminal, lines elsewhere, JSON for programs. */

import type { Ingestion } from "../rates/ports.ts";
import { count, number } from "./words.ts";

/** Told of an ingestion as it goes on. */
export interface Progress {
  show(ingestion: Ingestion): void;
  /** Leaves the line on which a bar is. */
  end(): void;
}

/** Where it is shown. */
export interface ProgressTarget {
  readonly print: (line: string) => void;
  /** Writes to a terminal without ending the line; null where there is none. */
  readonly draw: ((text: string) => void) | null;
  readonly json: boolean;
}

const BAR_WIDTH = 24;
/** Plain lines are for a log, so that few are enough. */
const LINE_MS = 5_000;

/** Shows progress. */
export function createProgress(
  { print, draw, json }: ProgressTarget,
): Progress {
  if (json) {
    return {
      show: (ingestion) =>
        print(JSON.stringify(eventOf("progress", ingestion))),
      end() {},
    };
  }
  if (draw) {
    let drawn = false;
    return {
      show(ingestion) {
        drawn = true;
        draw(`\r\x1b[K${barOf(ingestion)} ${lineOf(ingestion)}`);
      },
      end() {
        if (drawn) draw("\n");
      },
    };
  }
  let shownAtMs = performance.now();
  return {
    show(ingestion) {
      const nowMs = performance.now();
      if (nowMs - shownAtMs < LINE_MS) return;
      shownAtMs = nowMs;
      print(lineOf(ingestion));
    },
    end() {},
  };
}

/** An ingestion as a line of JSON says it. */
export function eventOf(event: string, ingestion: Ingestion) {
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

function totalOf({ chunks }: Ingestion): number {
  return chunks.done + chunks.failed + chunks.pending + chunks.running;
}

function lineOf(ingestion: Ingestion): string {
  const { chunks, inserted, revised, requests } = ingestion;
  const failed = chunks.failed > 0 ? `, ${number(chunks.failed)} failed` : "";
  return `${number(chunks.done)} of ${number(totalOf(ingestion))} parts` +
    `${failed}, ${count(requests, "request")}, ` +
    `${count(inserted + revised, "new rate")}`;
}

function barOf(ingestion: Ingestion): string {
  const { done, failed } = ingestion.chunks;
  const share = (done + failed) / Math.max(1, totalOf(ingestion));
  const full = Math.floor(share * BAR_WIDTH);
  return `[${"█".repeat(full)}${" ".repeat(BAR_WIDTH - full)}]`;
}

/** An ingestion's progress as Server-Sent Events: what it is now, every change, and then the end. */

import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import type { Ingestion } from "../rates/ports.ts";
import { STREAMED } from "./caching.ts";
import { ingestionBody } from "./ingestion_body.ts";
import { type IngestionWatch, isClosed } from "./ingestion_watch.ts";

/** Proxies close connections on which nothing happens for a minute or less. */
const KEEP_ALIVE_MS = 20_000;

/** What sending events needs. */
export interface EventsDeps {
  readonly watch: IngestionWatch;
  readonly runBudget: number;
  /** Aborted when the process ends. */
  readonly ending: AbortSignal;
}

/**
 * Streams an ingestion. Each event's id is the ingestion's version: who comes back with it as `Last-Event-ID` is told
 * only what is newer.
 */
export function streamEvents(
  c: Context,
  ingestion: Ingestion,
  { watch, runBudget, ending }: EventsDeps,
): Response {
  c.set(STREAMED, true);
  const lastSeen = Number(c.req.header("last-event-id"));
  // 204 tells an EventSource to come back no more: https://html.spec.whatwg.org/multipage/server-sent-events.html
  if (isClosed(ingestion) && ingestion.version === lastSeen) {
    return c.body(null, 204);
  }
  return streamSSE(c, async (stream) => {
    // Only the newest: who reads slowly is told where it is, not all the steps there.
    let news: Ingestion | null = ingestion.version === lastSeen
      ? null
      : ingestion;
    let wake = Promise.withResolvers<void>();
    const wakeUp = () => wake.resolve();
    const leave = isClosed(ingestion)
      ? () => {}
      : watch.listen(ingestion, (changed) => {
        news = changed;
        wakeUp();
      });
    stream.onAbort(wakeUp);
    ending.addEventListener("abort", wakeUp);
    try {
      let last = ingestion;
      while (!stream.aborted && !ending.aborted) {
        const change: Ingestion | null = news;
        if (change) {
          news = null;
          last = change;
          await stream.writeSSE({
            id: String(change.version),
            event: "ingestion",
            data: JSON.stringify(ingestionBody(change, runBudget)),
          });
          continue;
        }
        if (isClosed(last)) break;
        // Made before it is awaited, and after the last look: a change in between resolves it.
        wake = Promise.withResolvers();
        const alive = setTimeout(wakeUp, KEEP_ALIVE_MS);
        await wake.promise;
        clearTimeout(alive);
        if (!news) await stream.write(": still here\n\n");
      }
    } finally {
      ending.removeEventListener("abort", wakeUp);
      leave();
    }
  });
}

/** The log of requests: slow answers always, every answer when asked for. */

import type { MiddlewareHandler } from "hono";
import type { Log } from "../rates/ports.ts";

/** Slower than this is worth a line even when nobody asked for an access log. */
const SLOW_MS = 2_000;

/** What is written of an answer; the query stays out of the log, because a token may be in it by mistake. */
export interface AnswerLine {
  readonly requestId: string | null;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly elapsedMs: number;
}

/** What watching needs. */
export interface WatchDeps {
  readonly log: Log;
  readonly accessLog: boolean;
}

/** Writes the line where there is to be one. */
export function writeLine(
  { log, accessLog }: WatchDeps,
  { elapsedMs, ...line }: AnswerLine,
): void {
  const slow = elapsedMs >= SLOW_MS;
  if (!slow && !accessLog) return;
  log[slow ? "warn" : "info"](slow ? "Answered slowly" : "Answered", {
    ...line,
    elapsedMs: Math.round(elapsedMs),
  });
}

/** Times every request that the app answers. */
export function watchRequests(deps: WatchDeps): MiddlewareHandler {
  return async function watchRequests(c, next) {
    const startMs = performance.now();
    await next();
    writeLine(deps, {
      requestId: c.get("requestId"),
      method: c.req.method,
      path: c.req.path,
      status: c.res.status,
      elapsedMs: performance.now() - startMs,
    });
  };
}

/** Telling of the answers that did not come from the app, as it would have: to the counters, and to the log. */

import type { CountAnswer } from "./measure.ts";
import { type WatchDeps, writeLine } from "./watch.ts";

/** Counts an answer, and logs it where that is wanted. */
export function createTellKept(
  { countAnswer, ...watching }: WatchDeps & {
    readonly countAnswer: CountAnswer;
  },
) {
  return function tellKept(
    request: Request,
    response: Response,
    route: string,
  ): void {
    const { method } = request;
    const { status } = response;
    countAnswer({ method, route, status, source: "kept", seconds: null });
    // The address and the headers are looked at only for the log: reading them takes longer than all else here.
    if (!watching.accessLog) return;
    writeLine(watching, {
      requestId: response.headers.get("x-request-id"),
      method,
      path: new URL(request.url).pathname,
      status,
      elapsedMs: 0,
    });
  };
}

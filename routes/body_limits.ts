/** How large a body may be, and of which type: a little JSON, or one file where a file is taken. */

import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { AppError } from "../rates/errors.ts";
import { MAX_FILE_BYTES, requireFile, takesFile } from "./ingestion_file.ts";
import { requireJson } from "./json_only.ts";

/** No JSON that the API takes needs more. */
const MAX_JSON_BYTES = 64 * 1024;

/** Refuses what is too large. */
export function limitBodies(): MiddlewareHandler {
  return choose(limit(MAX_FILE_BYTES), limit(MAX_JSON_BYTES));
}

/** Refuses what is of another type. */
export function requireType(): MiddlewareHandler {
  return choose(requireFile(), requireJson());
}

function choose(
  forFiles: MiddlewareHandler,
  forJson: MiddlewareHandler,
): MiddlewareHandler {
  return function byKind(c, next) {
    return takesFile(c) ? forFiles(c, next) : forJson(c, next);
  };
}

function limit(maxSize: number): MiddlewareHandler {
  return function limitBody(c, next) {
    const { raw } = c.req;
    const refusal = new AbortController();
    // Whoever reads a stream holds it: what is refused halfway can be let go of only behind a stream of its own.
    if (raw.body && raw.headers.has("transfer-encoding")) {
      const { signal } = refusal;
      c.req.raw = new Request(raw, {
        body: raw.body.pipeThrough(new TransformStream(), { signal }),
      });
    }
    return bodyLimit({
      maxSize,
      onError() {
        refusal.abort();
        throw new AppError(
          "body_too_large",
          `A body may have ${maxSize} bytes at most.`,
        );
      },
    })(c, next);
  };
}

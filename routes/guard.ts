/** Who may write: the one place that every change passes before anything else looks at it. */

import type { MiddlewareHandler } from "hono";
import { AppError } from "../rates/errors.ts";

/**
 * Whether this request may change things; throws `unauthenticated` or `forbidden` when not.
 */
export type Authorize = (request: Request) => void | Promise<void>;

const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** Asks `authorize` before every request that is not a mere question. */
export function guardWrites(authorize: Authorize): MiddlewareHandler {
  return async function guardWrites(c, next) {
    if (!SAFE_METHODS.has(c.req.method)) await authorize(c.req.raw);
    await next();
  };
}

/** Refuses bodies that are not JSON, before they are read. */
export function requireJson(): MiddlewareHandler {
  return async function requireJson(c, next) {
    const type = c.req.header("content-type");
    const hasBody = Number(c.req.header("content-length") ?? 0) > 0;
    const refused = type === undefined
      ? hasBody
      : !/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(type);
    if (refused && !SAFE_METHODS.has(c.req.method)) {
      throw new AppError(
        "unsupported_media_type",
        "Send the body as JSON, with the header Content-Type: application/json.",
      );
    }
    await next();
  };
}

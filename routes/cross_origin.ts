/** What browsers of other sites may do: read everything, change nothing. */

import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";

const share = cors({
  origin: "*",
  allowMethods: ["GET", "HEAD", "OPTIONS"],
  exposeHeaders: [
    "ETag",
    "X-Request-Id",
    "X-Complete",
    "X-Missing",
    "Retry-After",
  ],
  maxAge: 86_400,
});

/** Answers preflights, and marks every answer as readable; a plain OPTIONS is left to say what the address allows. */
export function shareReads(): MiddlewareHandler {
  return async function shareReads(c, next) {
    const preflight = c.req.header("access-control-request-method");
    if (c.req.method === "OPTIONS" && preflight === undefined) {
      c.header("access-control-allow-origin", "*");
      return await next();
    }
    return await share(c, next);
  };
}

/** What browsers of other sites may do: read everything, change nothing. */

import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";

const EXPOSED: readonly string[] = [
  "ETag",
  "X-Request-Id",
  "X-Complete",
  "X-Missing",
  "Retry-After",
  "RateLimit",
  "RateLimit-Policy",
];

/** What lets a page of another site read an answer that is made outside of the app. */
export const READABLE: Readonly<Record<string, string>> = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": EXPOSED.join(","),
};

const share = cors({
  origin: "*",
  allowMethods: ["GET", "HEAD", "OPTIONS"],
  exposeHeaders: [...EXPOSED],
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

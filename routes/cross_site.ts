/** Changes that other sites make a browser send, with its cookies: refused whatever the body is. */

import type { MiddlewareHandler } from "hono";
import { AppError } from "../rates/errors.ts";
import { SAFE_METHODS } from "./safe_methods.ts";

/** Refuses requests that may change something and come from a page of another site. */
export function refuseCrossSite(): MiddlewareHandler {
  return async function refuseCrossSite(c, next) {
    if (!SAFE_METHODS.has(c.req.method) && isCrossSite(c.req.raw)) {
      throw new AppError(
        "forbidden",
        "Pages of other sites cannot change anything here. Use the admin at /admin, or send the request with a token from a program.",
      );
    }
    await next();
  };
}

/**
 * Every browser of today says itself where a request comes from: `none` is somebody's own doing. Over plain HTTP it
 * leaves that out, and names the page's origin. Whoever says neither is a program.
 */
function isCrossSite({ headers, url }: Request): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site !== "same-origin" && site !== "none";
  const origin = headers.get("origin");
  if (origin === null) return false;
  return !URL.canParse(origin) || new URL(origin).host !== new URL(url).host;
}

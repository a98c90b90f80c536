/** Answers for those who are known only are kept by nobody in between. */

import type { MiddlewareHandler } from "hono";

/** Lets browsers keep what shared caches must not. */
export function keepPrivate(): MiddlewareHandler {
  return async function keepPrivate(c, next) {
    await next();
    const control = c.res.headers.get("cache-control");
    if (c.get("caller") && control?.startsWith("public")) {
      c.header("cache-control", control.replace("public", "private"));
    }
  };
}

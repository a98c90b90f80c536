/** Bodies are JSON or refused. */

import type { Context, MiddlewareHandler } from "hono";
import { AppError } from "../rates/errors.ts";
import { NOT_JSON } from "./problem.ts";
import { SAFE_METHODS } from "./safe_methods.ts";

/**
 * Refuses bodies that are not JSON, before they are understood. A proxy may announce a body by `Transfer-Encoding` and
 * send none, so that without a type the bytes decide, which the limit of their number has gathered already.
 */
export function requireJson(): MiddlewareHandler {
  return async function requireJson(c, next) {
    const type = c.req.header("content-type");
    const refused = type === undefined
      ? await hasBody(c)
      : !/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(type);
    if (refused && !SAFE_METHODS.has(c.req.method)) {
      throw new AppError(
        "unsupported_media_type",
        NOT_JSON,
      );
    }
    await next();
  };
}

async function hasBody({ req }: Context): Promise<boolean> {
  if (req.raw.body === null) return false;
  return (await req.arrayBuffer()).byteLength > 0;
}

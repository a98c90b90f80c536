/** HEAD: the length that GET would send where that is known, and none where it is not; Deno itself would say 0. */

import type { MiddlewareHandler } from "hono";
import { STREAMED } from "./caching.ts";

/** Measures whole answers to HEAD, and lets go of streams. */
export function measureHeads(): MiddlewareHandler {
  return async function measureHeads(c, next) {
    await next();
    if (c.req.method !== "HEAD" || !c.res.body) return;
    if (c.get(STREAMED)) {
      await c.res.body.cancel();
      return;
    }
    const { byteLength } = await c.res.clone().arrayBuffer();
    c.header("content-length", String(byteLength));
  };
}

type Fetch<Rest extends unknown[]> = (
  request: Request,
  ...rest: Rest
) => Response | Promise<Response>;

/** Answers HEAD without a length unless one is known: for a body of null the server would send `content-length: 0`. */
export function withoutFalseLength<Rest extends unknown[]>(
  fetch: Fetch<Rest>,
): Fetch<Rest> {
  return async function headless(request, ...rest) {
    const response = await fetch(request, ...rest);
    const { status, headers } = response;
    const unknown = request.method === "HEAD" && status === 200 &&
      !headers.has("content-length");
    return unknown
      ? new Response(ReadableStream.from<Uint8Array>([]), response)
      : response;
  };
}

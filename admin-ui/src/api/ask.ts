/** Asking the service: every outcome, a missing network included, becomes one union that must be looked at. */

import type { ClientRequestOptions, ClientResponse } from "hono/client";
import { localFailure, readFailure } from "./failure.ts";
import type { Result, SuccessBody } from "./result.ts";

/** Sends the request that `send` makes, and reads what comes back. */
export async function ask<R extends ClientResponse<unknown, number, string>>(
  send: (options: ClientRequestOptions) => Promise<R>,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<Result<SuccessBody<R>>> {
  try {
    const response = await send({
      // Answers may be kept for a minute; whoever has just changed something must see it in the next one.
      init: { cache: "no-cache", ...(signal && { signal }) },
    });
    const body: unknown = await readBody(response);
    if (!response.ok) return readFailure(response.status, body);
    if (!isBodyOf<R>(response, body)) return readFailure(response.status, null);
    return { ok: true, data: body };
  } catch (error) {
    if (signal?.aborted) {
      return localFailure("aborted", "A newer question took its place.");
    }
    if (error instanceof DOMException && error.name === "TimeoutError") {
      return localFailure(
        "timeout",
        "The service did not answer in time. Try again in a minute.",
      );
    }
    if (!(error instanceof TypeError)) throw error;
    return localFailure(
      "network",
      "onLine" in navigator && !navigator.onLine
        ? "You are offline. This page goes on when the connection is back."
        : "The service cannot be reached. Check that it runs, then try again.",
    );
  }
}

/** The body as JSON; null when there is none or it is none. */
async function readBody(
  response: ClientResponse<unknown, number, string>,
): Promise<unknown> {
  const text = await response.text();
  try {
    return text === "" ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

/** The page and the service are built together: JSON of a successful answer has the shape that the service's type says. */
function isBodyOf<R>(
  response: ClientResponse<unknown, number, string>,
  body: unknown,
): body is SuccessBody<R> {
  return response.status === 204 || typeof body === "object" && body !== null;
}

/** What asking the service comes to: an answer of a known shape, or a failure. */

import type { ClientResponse } from "hono/client";
import type { SuccessStatusCode } from "hono/utils/http-status";
import type { Failure } from "./failure.ts";

/** An answer or the reason why there is none. */
export type Result<T> = { readonly ok: true; readonly data: T } | Failure;

/** The bodies of an operation's successful answers. */
export type SuccessBody<R> = R extends ClientResponse<infer T, infer S, string>
  ? S extends SuccessStatusCode ? T : never
  : never;

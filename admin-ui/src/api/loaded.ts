/** What is known of a resource: the one status that a page has to look at. */

import type { Failure } from "./failure.ts";

/** A resource on its way, here, or not to be had. */
export type Loaded<T> =
  | { readonly status: "loading" }
  | { readonly status: "error"; readonly failure: Failure }
  | {
    readonly status: "ready";
    readonly data: T;
    /** Why the newest attempt to load it again failed: what is shown may be out of date. */
    readonly outdated: Failure | null;
  };

/** The state after an attempt: a failure does not take away what was there. */
export function afterLoading<T>(
  before: Loaded<T>,
  result: { readonly ok: true; readonly data: T } | Failure,
): Loaded<T> {
  if (result.ok) return { status: "ready", data: result.data, outdated: null };
  return before.status === "ready"
    ? { ...before, outdated: result }
    : { status: "error", failure: result };
}

/** The same with other data, when there is any. */
export function withData<T, U>(
  loaded: Loaded<T>,
  change: (data: T) => U,
): Loaded<U> {
  return loaded.status === "ready"
    ? { ...loaded, data: change(loaded.data) }
    : loaded;
}

/** The data, or what to take while there is none. */
export function dataOr<T>(loaded: Loaded<T>, otherwise: T): T {
  return loaded.status === "ready" ? loaded.data : otherwise;
}

/** A list of the service that a page shows: loading it, and putting what was changed into it without asking again. */

import { type Signal, signal } from "@preact/signals";
import { afterLoading, dataOr, type Loaded } from "./loaded.ts";
import type { Result } from "./result.ts";

/** A list of things that have an id. */
export interface Listing<T extends { readonly id: number }> {
  readonly state: Signal<Loaded<readonly T[]>>;
  load(): Promise<void>;
  /** Puts one in the place of its older self, or where `compare` says, or before all others. */
  put(one: T): void;
  drop(id: number): void;
}

/** The list that `fetch` brings. */
export function createListing<T extends { readonly id: number }>(
  fetch: () => Promise<Result<readonly T[]>>,
  compare?: (a: T, b: T) => number,
): Listing<T> {
  const state = signal<Loaded<readonly T[]>>({ status: "loading" });
  const all = () => dataOr(state.peek(), []);
  function show(data: readonly T[]): void {
    state.value = { status: "ready", data, outdated: null };
  }
  return {
    state,
    async load() {
      if (state.peek().status === "error") state.value = { status: "loading" };
      const result = await fetch();
      state.value = afterLoading(state.peek(), result);
    },
    put(one) {
      const known = all().some(({ id }) => id === one.id);
      const next = known
        ? all().map((old) => old.id === one.id ? one : old)
        : [one, ...all()];
      show(compare ? next.toSorted(compare) : next);
    },
    drop: (id) => show(all().filter((one) => one.id !== id)),
  };
}

/** The result with another shape of its data. */
export function mapped<T, U>(
  result: Result<T>,
  change: (data: T) => U,
): Result<U> {
  return result.ok ? { ok: true, data: change(result.data) } : result;
}

/** The audit log: the newest changes that fit the filters, and older ones on demand. */

import { createModel, signal } from "@preact/signals";
import { ask } from "../api/ask.ts";
import type { AuditEntry, Client } from "../api/client.ts";
import type { Failure } from "../api/failure.ts";
import { afterLoading, type Loaded } from "../api/loaded.ts";
import { type AuditFilters, toQuery } from "./audit_filters.ts";

const PAGE = 30;

/** How fetching older entries stands. */
export type Older =
  | { readonly status: "none" }
  | { readonly status: "some"; readonly before: number }
  | { readonly status: "loading" }
  | {
    readonly status: "failed";
    readonly before: number;
    readonly failure: Failure;
  };

/** The log of one service. */
export const AuditModel = createModel(function auditModel(client: Client) {
  const state = signal<Loaded<readonly AuditEntry[]>>({ status: "loading" });
  const older = signal<Older>({ status: "none" });
  let filters: AuditFilters | null = null;
  let newest = 0;

  function page(before: number | null) {
    const query = {
      ...(filters && toQuery(filters)),
      ...(before !== null && { before: String(before) }),
      limit: String(PAGE),
    };
    return ask((init) => client.audit.$get({ query }, init));
  }

  function next(before: number | null): Older {
    return before === null ? { status: "none" } : { status: "some", before };
  }

  return {
    state,
    older,
    /** Loads the newest that fit; an answer to older filters is not shown. */
    async load(wanted: AuditFilters): Promise<void> {
      const turn = ++newest;
      if (filters !== wanted) state.value = { status: "loading" };
      filters = wanted;
      const result = await page(null);
      if (turn !== newest) return;
      state.value = afterLoading(
        state.peek(),
        result.ok ? { ok: true, data: result.data.entries } : result,
      );
      older.value = next(result.ok ? result.data.next_before : null);
    },
    async loadOlder(): Promise<void> {
      const from = older.peek();
      if (from.status !== "some" && from.status !== "failed") return;
      const turn = newest;
      older.value = { status: "loading" };
      const result = await page(from.before);
      const shown = state.peek();
      if (turn !== newest || shown.status !== "ready") return;
      if (!result.ok) {
        older.value = {
          status: "failed",
          before: from.before,
          failure: result,
        };
        return;
      }
      state.value = {
        ...shown,
        data: [...shown.data, ...result.data.entries],
      };
      older.value = next(result.data.next_before);
    },
  };
});

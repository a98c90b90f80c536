/** The newest changes that people made to how the service works. */

import { createModel, signal } from "@preact/signals";
import { ask } from "../api/ask.ts";
import type { AuditEntry, Client } from "../api/client.ts";
import { afterLoading, type Loaded } from "../api/loaded.ts";

const SHOWN = "5";

/** The changes of one service. */
export const ChangesModel = createModel(function changesModel(client: Client) {
  const state = signal<Loaded<readonly AuditEntry[]>>({ status: "loading" });
  return {
    state,
    async load(): Promise<void> {
      if (state.peek().status === "error") state.value = { status: "loading" };
      const query = { except: "session,ingestion,rates", limit: SHOWN };
      const result = await ask((init) => client.audit.$get({ query }, init));
      state.value = afterLoading(
        state.peek(),
        result.ok ? { ok: true, data: result.data.entries } : result,
      );
    },
  };
});

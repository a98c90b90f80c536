/** The loads that were, newest first, with their errors in words. */

import { useSignal } from "@preact/signals";
import { dataOr } from "../api/loaded.ts";
import { useModels } from "../models.ts";
import { FailureNote } from "../shell/FailureNote.tsx";
import { Skeleton } from "../shell/Skeleton.tsx";
import { isOpen } from "./load_words.ts";
import { LoadRow } from "./LoadRow.tsx";

/** The list. */
export function LoadList() {
  const { loads } = useModels();
  const state = loads.state.value;
  const past = dataOr(state, []).filter((one) => !isOpen(one));
  const loading = useSignal(false);

  async function more(): Promise<void> {
    loading.value = true;
    await loads.more();
    loading.value = false;
  }

  return (
    <section aria-labelledby="past-loads">
      <h2 id="past-loads">Past loads</h2>
      {state.status === "loading" && (
        <Skeleton rows={3} label="Loading what was loaded" />
      )}
      {state.status === "error" && (
        <FailureNote
          failure={state.failure}
          title="The loads cannot be shown."
          onRetry={() => void loads.load()}
        />
      )}
      {state.status === "ready" && state.outdated && (
        <FailureNote
          failure={state.outdated}
          title="This list may be out of date."
          onRetry={() => void loads.load()}
        />
      )}
      {state.status === "ready" && past.length === 0 && (
        <p class="empty quiet">
          Nothing has been loaded yet. What is loaded stands here, with what it
          came to.
        </p>
      )}
      <ul class="loads">
        {past.map((load) => <LoadRow key={load.id} load={load} />)}
      </ul>
      {past.length > 0 && !loads.isWhole.value && (
        <button
          type="button"
          aria-disabled={loading.value}
          onClick={() => {
            if (!loading.value) void more();
          }}
        >
          {loading.value ? "Loading…" : "Older ones"}
        </button>
      )}
    </section>
  );
}

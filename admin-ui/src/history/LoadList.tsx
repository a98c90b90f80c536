/** The loads that were, newest first, with their errors in words. */

import { useSignal } from "@preact/signals";
import { withData } from "../api/loaded.ts";
import { useModels } from "../models.ts";
import { Listed } from "../shell/Listed.tsx";
import { isOpen } from "./load_words.ts";
import { LoadRow } from "./LoadRow.tsx";

/** The list. */
export function LoadList() {
  const { loads } = useModels();
  const past = withData(
    loads.state.value,
    (all) => all.filter((one) => !isOpen(one)),
  );
  const loading = useSignal(false);

  async function more(): Promise<void> {
    loading.value = true;
    await loads.more();
    loading.value = false;
  }

  return (
    <section aria-labelledby="past-loads">
      <h2 id="past-loads">Past loads</h2>
      <Listed
        state={past}
        what="loads"
        rows={3}
        empty="Nothing has been loaded yet. What is loaded stands here, with what it came to."
        onRetry={() => void loads.load()}
      >
        {(listed) => (
          <>
            <ul class="loads">
              {listed.map((load) => <LoadRow key={load.id} load={load} />)}
            </ul>
            {!loads.isWhole.value && (
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
          </>
        )}
      </Listed>
    </section>
  );
}

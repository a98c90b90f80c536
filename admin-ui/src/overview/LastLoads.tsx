/** What changed lately: the loads that ended last. */

import { withData } from "../api/loaded.ts";
import { isOpen } from "../history/load_words.ts";
import { LoadRow } from "../history/LoadRow.tsx";
import { useModels } from "../models.ts";
import { Listed } from "../shell/Listed.tsx";

const SHOWN = 4;

/** The section. */
export function LastLoads() {
  const { loads } = useModels();
  const last = withData(
    loads.state.value,
    (all) => all.filter((one) => !isOpen(one)).slice(0, SHOWN),
  );
  return (
    <section aria-labelledby="last-loads">
      <h2 id="last-loads">
        Loaded lately <a class="small" href="/admin/history">All</a>
      </h2>
      <Listed
        state={last}
        what="loads"
        rows={2}
        empty="Nothing has been loaded yet."
        onRetry={() => void loads.load()}
      >
        {(listed) => (
          <ul class="loads">
            {listed.map((load) => <LoadRow key={load.id} load={load} />)}
          </ul>
        )}
      </Listed>
    </section>
  );
}

/** What changed lately: the loads that ended last. */

import { useModels } from "../models.ts";
import { dataOr } from "../api/loaded.ts";
import { isOpen } from "../history/load_words.ts";
import { LoadRow } from "../history/LoadRow.tsx";

const SHOWN = 4;

/** The section; nothing while there was none. */
export function LastLoads() {
  const { loads } = useModels();
  const past = dataOr(loads.state.value, []).filter((one) => !isOpen(one));
  if (past.length === 0) return null;
  return (
    <section aria-labelledby="last-loads">
      <h2 id="last-loads">
        Loaded lately <a class="small" href="/admin/history">All</a>
      </h2>
      <ul class="loads">
        {past.slice(0, SHOWN).map((load) => (
          <LoadRow key={load.id} load={load} />
        ))}
      </ul>
    </section>
  );
}

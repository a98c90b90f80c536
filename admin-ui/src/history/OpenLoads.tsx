/** What is being loaded now, with its progress. */

import { useEffect } from "preact/hooks";
import { useModels } from "../models.ts";
import { useWhenHere } from "../shell/use_when_here.ts";
import { LoadRow } from "./LoadRow.tsx";

/** The section; nothing while nothing loads. */
export function OpenLoads() {
  const { loads } = useModels();
  useWhenHere(() => void loads.load(), [loads]);
  useEffect(() => loads.watch(), [loads]);
  const open = loads.open.value;
  if (open.length === 0) return null;
  return (
    <section aria-labelledby="open-loads">
      <h2 id="open-loads">Loading now</h2>
      <ul class="loads">
        {open.map((load) => <LoadRow key={load.id} load={load} />)}
      </ul>
    </section>
  );
}

/** What people changed lately, for those who may know: log-ins and loads are told elsewhere. */

import { useModel } from "@preact/signals";
import { AuditRow } from "../access/AuditRow.tsx";
import { useModels } from "../models.ts";
import { Listed } from "../shell/Listed.tsx";
import { useWhenHere } from "../shell/use_when_here.ts";
import { ChangesModel } from "./changes_model.ts";

/** The section. */
export function LastChanges() {
  const { client } = useModels();
  const changes = useModel(() => new ChangesModel(client));
  useWhenHere(() => void changes.load(), [changes]);
  return (
    <section aria-labelledby="last-changes">
      <h2 id="last-changes">
        Changed lately <a class="small" href="/admin/access/audit">All</a>
      </h2>
      <Listed
        state={changes.state.value}
        what="changes"
        rows={2}
        empty="Nobody has changed a setting yet."
        onRetry={() => void changes.load()}
      >
        {(entries) => (
          <ol class="rows">
            {entries.map((one) => <AuditRow key={one.id} entry={one} />)}
          </ol>
        )}
      </Listed>
    </section>
  );
}

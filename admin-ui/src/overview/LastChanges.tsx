/** What people changed lately, for those who may know: log-ins and loads are told elsewhere. */

import { useModel } from "@preact/signals";
import { AuditRow } from "../access/AuditRow.tsx";
import { useModels } from "../models.ts";
import { FailureNote } from "../shell/FailureNote.tsx";
import { useWhenHere } from "../shell/use_when_here.ts";
import { ChangesModel } from "./changes_model.ts";

/** The section; nothing while there was none. */
export function LastChanges() {
  const { client } = useModels();
  const changes = useModel(() => new ChangesModel(client));
  useWhenHere(() => void changes.load(), [changes]);
  const state = changes.state.value;
  const isEmpty = state.status === "ready" && state.data.length === 0;
  if (state.status === "loading" || isEmpty) return null;
  return (
    <section aria-labelledby="last-changes">
      <h2 id="last-changes">
        Changed lately <a class="small" href="/admin/access/audit">All</a>
      </h2>
      {state.status === "error"
        ? (
          <FailureNote
            failure={state.failure}
            title="The changes cannot be shown."
            onRetry={() => void changes.load()}
          />
        )
        : (
          <ol class="rows">
            {state.data.map((one) => <AuditRow key={one.id} entry={one} />)}
          </ol>
        )}
    </section>
  );
}

/** The audit log: who changed what and when, found by filters that are in the address. */

import { useModel } from "@preact/signals";
import { useLocation } from "preact-iso";
import { useMemo } from "preact/hooks";
import { useModels } from "../models.ts";
import { FailureNote } from "../shell/FailureNote.tsx";
import { Listed } from "../shell/Listed.tsx";
import { useWhenHere } from "../shell/use_when_here.ts";
import { type AuditFilters, fromQuery, toSearch } from "./audit_filters.ts";
import { AuditModel } from "./audit_model.ts";
import { AuditFilterForm } from "./AuditFilterForm.tsx";
import { AuditRow } from "./AuditRow.tsx";

const PATH = "/admin/access/audit";

/** The part of the page. */
export function AuditPart() {
  const { client } = useModels();
  const { query, url, path, route } = useLocation();
  const audit = useModel(() => new AuditModel(client));
  const filters = useMemo(() => fromQuery(query), [url]);
  useWhenHere(() => {
    if (path === PATH) void audit.load(filters);
  }, [filters]);
  const older = audit.older.value;
  const filtered = toSearch(filters) !== "";

  return (
    <section aria-labelledby="audit-title">
      <div class="parthead">
        <h2 id="audit-title">Who changed what, newest first</h2>
      </div>
      <AuditFilterForm
        filters={filters}
        onChange={(next: AuditFilters) =>
          route(`${PATH}${toSearch(next)}`, true)}
      />
      <Listed
        state={audit.state.value}
        what="changes"
        rows={6}
        empty={filtered
          ? "Nothing fits these filters."
          : "Nobody has changed anything yet."}
        onRetry={() => void audit.load(filters)}
      >
        {(entries) => (
          <ol class="rows audit" aria-label="Changes">
            {entries.map((entry) => <AuditRow key={entry.id} entry={entry} />)}
          </ol>
        )}
      </Listed>
      {older.status === "failed" && (
        <FailureNote
          failure={older.failure}
          title="Older changes cannot be loaded."
        />
      )}
      {older.status !== "none" && (
        <p class="more">
          <button
            type="button"
            aria-disabled={older.status === "loading"}
            onClick={() => void audit.loadOlder()}
          >
            {older.status === "loading" ? "Loading…" : "Show older"}
          </button>
        </p>
      )}
    </section>
  );
}

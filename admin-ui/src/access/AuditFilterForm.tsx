/** The filters of the audit log; each counts as soon as it is left or chosen. */

import type { AuditFilters } from "./audit_filters.ts";
import { KINDS } from "./audit_words.ts";

/** The form. */
export function AuditFilterForm({ filters, onChange }: {
  readonly filters: AuditFilters;
  readonly onChange: (filters: AuditFilters) => void;
}) {
  const common = (name: keyof AuditFilters) => ({
    id: `audit-${name}`,
    value: filters[name],
    onChange(
      { currentTarget: { value } }: {
        readonly currentTarget: HTMLInputElement;
      },
    ) {
      onChange({ ...filters, [name]: value });
    },
  });
  const text = (name: "actor" | "subject", label: string, example: string) => (
    <div class="field">
      <label for={`audit-${name}`}>{label}</label>
      <input
        {...common(name)}
        type="search"
        autoComplete="off"
        spellcheck={false}
        placeholder={example}
      />
    </div>
  );
  const day = (name: "from" | "to", label: string) => (
    <div class="field">
      <label for={`audit-${name}`}>{label}</label>
      <input {...common(name)} type="date" />
    </div>
  );
  const { action } = filters;
  const known = KINDS.some(([kind]) => kind === action);
  return (
    <form
      class="auditfilters"
      role="search"
      aria-label="Find changes"
      onSubmit={(event) => event.preventDefault()}
    >
      <div class="field">
        <label for="audit-action">What</label>
        <select
          id="audit-action"
          value={action}
          onChange={({ currentTarget: { value } }) =>
            onChange({ ...filters, action: value })}
        >
          {KINDS.map(([kind, label]) => (
            <option key={kind} value={kind}>{label}</option>
          ))}
          {!known && <option value={action}>{action}</option>}
        </select>
      </div>
      {text("actor", "Who", "Anybody")}
      {text("subject", "Which", "INR")}
      {day("from", "From")}
      {day("to", "To")}
    </form>
  );
}

/** What is different after a change: each member before and after, in words. */

import type { AuditEntry, Ingestion } from "../api/client.ts";
import { isDay, shortDay, timeWords } from "../text/days.ts";
import { numberFormat } from "../text/formats.ts";

/** What is known of the things that changes are about. */
export interface Known {
  /** Names by key and by code. */
  readonly providers: ReadonlyMap<string, string>;
  readonly currencies: ReadonlyMap<string, { readonly name: string }>;
  readonly loads: readonly Pick<Ingestion, "id" | "provider" | "from" | "to">[];
  readonly now: Date;
  /** The reader's locale for words, and for numbers. */
  readonly words: string;
  readonly figures: string;
}

/** One member that is not what it was; null where there was none. */
export interface Difference {
  readonly member: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Members that the name of a load says already. */
const IN_NAME: ReadonlySet<string> = new Set(["provider", "from", "to"]);

const CAUSES: Readonly<Record<string, string>> = {
  command: "command line",
  api: "the admin or the API",
  schedule: "schedule",
  hole: "a question that found days missing",
};

/** What is different: the members that changed, as people call them. */
export function differences(
  { action, before, after }: Pick<AuditEntry, "action" | "before" | "after">,
  known: Known,
): readonly Difference[] {
  const members = new Set([
    ...Object.keys(before ?? {}),
    ...Object.keys(after ?? {}),
  ]);
  const isLoad = action === "ingestion.create";
  const told = [...members].filter((one) => !(isLoad && IN_NAME.has(one)));
  const value = (facts: AuditEntry["before"], member: string) =>
    facts && member in facts ? valueWords(facts[member], member, known) : null;
  return told.map((member) => ({
    member: member.replaceAll("_", " "),
    before: value(before, member),
    after: value(after, member),
  })).filter((one) => one.before !== one.after);
}

function valueWords(
  value: unknown,
  member: string,
  { providers, now, words, figures }: Known,
): string {
  if (value === null || value === undefined || value === "") {
    return member === "expires_at" ? "never" : "none";
  }
  if (value === true) return "yes";
  if (value === false) return "no";
  if (typeof value === "number") {
    return numberFormat(figures).format(value);
  }
  if (Array.isArray(value)) {
    const names = member === "order"
      ? value.map((key) => providers.get(key) ?? key)
      : value;
    return names.join(", ");
  }
  const text = String(value);
  if (member === "cause") return CAUSES[text] ?? text;
  if (isDay(text)) return shortDay(text, "", words);
  return /^\d{4}-\d\d-\d\dT/.test(text)
    ? timeWords(new Date(text), { now, locale: words })
    : text;
}

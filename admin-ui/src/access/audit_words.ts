/** Changes in words: what somebody did, and what is different since. */

import type { AuditEntry } from "../api/client.ts";

/** The kinds of things that are changed, for the filter. */
export const KINDS: readonly (readonly [string, string])[] = [
  ["", "Everything"],
  ["currency", "Currencies"],
  ["provider", "Providers"],
  ["ingestion", "Loads of history"],
  ["rates", "Files"],
  ["user", "Users"],
  ["token", "Tokens"],
  ["session", "Log-ins"],
];

const ACTIONS: Readonly<Record<string, string>> = {
  "currency.create": "added the currency",
  "currency.update": "changed the currency",
  "currency.delete": "removed the currency",
  "provider.update": "switched the provider",
  "provider.order": "put the providers in another order",
  "provider.reset": "reset the provider",
  "ingestion.create": "started the load",
  "ingestion.cancel": "cancelled the load",
  "ingestion.retry": "tried the load again",
  "ingestion.pause": "paused the load",
  "ingestion.resume": "resumed the load",
  "user.create": "added the user",
  "user.update": "changed the role of",
  "user.password": "changed the password of",
  "user.delete": "removed the user",
  "token.create": "made the token",
  "token.revoke": "revoked the token",
  "session.create": "logged in",
  "session.end": "logged out",
  "session.endall": "logged out everywhere",
  "session.refuse": "was refused: wrong name or password",
  "rates.import": "handed in a file for",
};

/** What was done, before the name of the thing; an action that is new here is shown by its own name. */
export function actionWords(action: string): string {
  return ACTIONS[action] ?? action.replace(/[._]/g, " ");
}

/** One member that is not what it was; null where there was none. */
export interface Difference {
  readonly member: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What is different, in the order of the members. */
export function differences(
  { before, after }: Pick<AuditEntry, "before" | "after">,
): readonly Difference[] {
  const members = new Set([
    ...Object.keys(before ?? {}),
    ...Object.keys(after ?? {}),
  ]);
  return [...members].map((member) => ({
    member: member.replaceAll("_", " "),
    before: before && member in before ? valueWords(before[member]) : null,
    after: after && member in after ? valueWords(after[member]) : null,
  })).filter((one) => one.before !== one.after);
}

function valueWords(value: unknown): string {
  if (value === null || value === undefined || value === "") return "none";
  if (value === true) return "yes";
  if (value === false) return "no";
  return Array.isArray(value) ? value.join(", ") : String(value);
}

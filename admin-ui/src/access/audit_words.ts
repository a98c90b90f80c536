/** Changes in words: who did what to which thing, and what is different since. */

import type { AuditEntry } from "../api/client.ts";
import { rangeWords } from "../history/load_words.ts";
import { type Difference, differences, type Known } from "./audit_values.ts";

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
  "provider.test": "tested",
  "provider.reset": "reset",
  "ingestion.create": "started the load of",
  "ingestion.cancel": "cancelled the load of",
  "ingestion.retry": "tried again the load of",
  "ingestion.hold": "paused the load of",
  "ingestion.resume": "resumed the load of",
  "ingestion.limit": "changed the limit of the load of",
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
  "rates.import": "handed in a file of",
};

/** What switching a thing on or off is called; then it is all that was done. */
const SWITCHES: Readonly<Record<string, readonly [string, string]>> = {
  "currency.update": ["disabled the currency", "enabled the currency"],
  "provider.update": ["switched off", "switched on"],
};

/** The parts of this program that act by themselves. */
const SYSTEM: Readonly<Record<string, string>> = {
  command: "The command line",
  schedule: "The service itself",
};

/** Things that have no name of their own beside what was done. */
const NAMELESS: ReadonlySet<string> = new Set(["provider.order"]);

/** A change as it is told. */
export interface ChangeWords {
  readonly who: string;
  readonly done: string;
  /** What it was done to; null when that is said already. */
  readonly what: string | null;
  /** More of its name. */
  readonly name: string | null;
  readonly differences: readonly Difference[];
}

/** What to say of a change. */
export function changeWords(entry: AuditEntry, known: Known): ChangeWords {
  const { actor, action, subject } = entry;
  const different = differences(entry, known);
  const [only] = different;
  const words = SWITCHES[action];
  const isSwitch = words !== undefined && different.length === 1 &&
    only?.member === "enabled";
  const named = nameOf(entry, known);
  return {
    who: actor.kind === "system"
      ? SYSTEM[actor.name] ?? actor.name
      : actor.name,
    done: isSwitch ? words[only.after === "yes" ? 1 : 0] : actionWords(action),
    what: NAMELESS.has(action) || subject === actor.name ? null : named.what,
    name: named.name,
    differences: isSwitch ? [] : different,
  };
}

/** What was done, before the name of the thing; an action that is new here is shown by its own name. */
export function actionWords(action: string): string {
  return ACTIONS[action] ?? action.replace(/[._]/g, " ");
}

/** What a thing is called. */
function nameOf(
  { action, subject, after }: AuditEntry,
  known: Known,
): { readonly what: string; readonly name: string | null } {
  const { providers, currencies, loads, words } = known;
  const provider = (key: string) => providers.get(key) ?? key;
  switch (action.split(".")[0]) {
    case "provider":
    case "rates":
      return { what: provider(subject), name: null };
    case "currency": {
      const gone = after === null ? undefined : after.name;
      const name = currencies.get(subject)?.name ??
        (typeof gone === "string" ? gone : null);
      return { what: subject, name };
    }
    case "ingestion": {
      const load = loads.find(({ id }) => String(id) === subject) ??
        loadOf(after);
      return load
        ? { what: provider(load.provider), name: rangeWords(load, words) }
        : { what: `no. ${subject}`, name: null };
    }
    default:
      return { what: subject, name: null };
  }
}

/** The load that somebody started, as it was written down then. */
function loadOf(facts: AuditEntry["after"]) {
  const { provider, from, to } = facts ?? {};
  return typeof provider === "string" && typeof from === "string" &&
      typeof to === "string"
    ? { provider, from, to }
    : null;
}

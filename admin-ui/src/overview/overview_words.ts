/** What is true now, as the overview opens with it: how fresh the rates are, and the one thing to look at. */

import type { Provider } from "../api/client.ts";
import { stateWords } from "../providers/state_words.ts";
import { longDay } from "../text/days.ts";
import { ageInDays, FRESH_DAYS, newestOf } from "./freshness.ts";

/** A part of the sentence; amber where something is to be known. */
export interface Part {
  readonly text: string;
  readonly warn: boolean;
}

/** The sentences. */
export function overviewWords(
  providers: readonly Provider[],
  { enabled, now, locale }: {
    /** Currencies that can be asked for. */
    readonly enabled: number;
    readonly now: Date;
    readonly locale: string;
  },
): readonly Part[] {
  return [
    ...freshnessWords(providers, { enabled, now, locale }),
    ...troubleWords(providers, { now, locale }),
  ];
}

function freshnessWords(
  providers: readonly Provider[],
  { enabled, now, locale }: {
    readonly enabled: number;
    readonly now: Date;
    readonly locale: string;
  },
): readonly Part[] {
  if (!providers.some((one) => one.enabled)) {
    return [warn("No provider is on,"), plain(" so nobody can be asked.")];
  }
  const newest = newestOf(providers);
  if (!newest) return [plain("No rates are stored yet.")];
  const day = longDay(newest, locale).replace(` ${now.getUTCFullYear()}`, "");
  const age = ageInDays(newest, now);
  if (age > FRESH_DAYS) {
    return [
      warn(`The newest rates are of ${day}, ${age} days ago.`),
      plain(" Answers say so."),
    ];
  }
  const currencies = enabled === 1 ? "1 currency" : `${enabled} currencies`;
  return [plain(`Rates are fresh: ${currencies}, newest day ${day}.`)];
}

/** Who answers while the troubled ones do not. */
function standIn(
  on: readonly Provider[],
  troubled: readonly Provider[],
  whose: string,
): string {
  const well = on.find((one) =>
    one.missing_setting === null && one.newest_day !== null &&
    !troubled.includes(one)
  );
  if (!well) return "answers come from what is stored";
  const isFirst = troubled.every((one) => one.priority > well.priority);
  return isFirst
    ? `${well.name} is asked before`
    : `${well.name} answers in ${whose} place`;
}

/** The first provider in trouble, and who answers in its place. */
function troubleWords(
  providers: readonly Provider[],
  reader: { readonly now: Date; readonly locale: string },
): readonly Part[] {
  const on = providers.filter(({ enabled }) => enabled);
  const troubled = on.filter((one) => {
    const { tone } = stateWords(one, reader);
    return tone === "warn" || tone === "bad";
  });
  const [first, ...more] = troubled;
  const parts: Part[] = [];
  if (first) {
    const others = more.length === 0
      ? ""
      : more.length === 1
      ? " and one more need a look"
      : ` and ${more.length} more need a look`;
    const what = others || ` ${TROUBLE[first.state]}`;
    parts.push(plain(" "), warn(`${first.name}${what}`));
    parts.push(plain(`; ${standIn(on, troubled, others ? "their" : "its")}.`));
  }
  const made = on.filter(({ synthetic }) => synthetic).map(({ name }) => name);
  if (made.length > 0) {
    parts.push(
      plain(" "),
      warn("Made-up rates are on"),
      plain(": for tests only."),
    );
  }
  return parts;
}

const TROUBLE: Readonly<Record<Provider["state"], string>> = {
  off: "is off",
  idle: "has not been asked",
  healthy: "is well",
  misconfigured: "refuses its key",
  spent: "has no requests left this month",
  resting: "is resting",
  failing: "does not answer",
};

function plain(text: string): Part {
  return { text, warn: false };
}

function warn(text: string): Part {
  return { text, warn: true };
}

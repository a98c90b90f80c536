/** Where a rate comes from, as a few short marks. */

import type { Converted } from "../api/client.ts";
import { carriedDay, shortDay } from "../text/days.ts";

/** A mark beside a rate; the explanation is for those who point at it or hear it. */
export interface Mark {
  readonly tone: "" | "warn" | "bad";
  readonly text: string;
  readonly explanation: string;
}

/** What the marks tell of a rate. */
type Told = Pick<
  Converted,
  | "provider"
  | "kind"
  | "date"
  | "rate_date"
  | "carried"
  | "stale"
  | "synthetic"
>;

const KINDS: Readonly<Record<Told["kind"], readonly [string, string]>> = {
  identity: ["same currency", "A currency against itself is always 1."],
  direct: ["direct", "The rate as the provider published it."],
  inverse: ["inverse", "1 divided by the rate that the provider published."],
  cross: ["cross", "Computed through the provider’s own base currency."],
};

/** The marks of a rate: provider, kind, day, and what a reader must know before relying on it. */
export function rateMarks(
  rate: Told,
  { names, today, locale }: {
    /** The providers' names by key. */
    readonly names: ReadonlyMap<string, string>;
    readonly today: string;
    readonly locale: string;
  },
): readonly Mark[] {
  const [kind, explanation] = KINDS[rate.kind];
  const marks: Mark[] = [];
  if (rate.synthetic) {
    marks.push({
      tone: "bad",
      text: "Made up",
      explanation: "Invented by the mock provider: for tests only.",
    });
  }
  if (rate.provider !== null) {
    marks.push({
      tone: "",
      text: names.get(rate.provider) ?? rate.provider,
      explanation: "The provider of this rate.",
    });
  }
  marks.push({ tone: "", text: kind, explanation });
  if (rate.kind !== "identity") marks.push(dayMark(rate, today, locale));
  return marks;
}

function dayMark(rate: Told, today: string, locale: string): Mark {
  const day = shortDay(rate.rate_date, rate.date, locale);
  if (rate.stale) {
    return {
      tone: "warn",
      text: `Stored rate of ${day}`,
      explanation:
        "Nobody could be asked just now. This is the newest rate that is stored.",
    };
  }
  if (rate.carried) {
    return {
      tone: "warn",
      text: carriedDay(rate.rate_date, rate.date, locale),
      explanation:
        "The provider published nothing on the day asked for, so its last rate before it holds.",
    };
  }
  return {
    tone: "",
    text: rate.rate_date === today ? "today" : day,
    explanation: "The day of this rate.",
  };
}

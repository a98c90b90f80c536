/** What the converter is asked, and the same as an address that can be passed on. */

import { isDay } from "../text/days.ts";

/** One amount, wanted in other currencies. */
export interface Question {
  /** A plain decimal; empty while nothing that makes sense is typed. */
  readonly amount: string;
  readonly source: string;
  /** In the order in which they are shown. */
  readonly targets: readonly string[];
  /** Null for today, whichever day that is when the address is opened. */
  readonly date: string | null;
}

/** The currencies of a question. */
export type Pairs = Pick<Question, "source" | "targets">;

/** What somebody who never asked sees: the widest traded currencies. */
export const FIRST_QUESTION: Question = {
  amount: "100",
  source: "USD",
  targets: ["EUR", "GBP", "JPY"],
  date: null,
};

/** The query of an address, from `?` on. */
export function toSearch({ amount, source, targets, date }: Question): string {
  const parts = [
    ...(amount ? [`amount=${amount}`] : []),
    `source=${source}`,
    `targets=${targets.join(",")}`,
    ...(date ? [`date=${date}`] : []),
  ];
  return `?${parts.join("&")}`;
}

/** The question of an address; what the address leaves out or garbles comes from `otherwise`. */
export function fromSearch(search: string, otherwise: Question): Question {
  const query = new URLSearchParams(search);
  const amount = query.get("amount") ?? "";
  const date = query.get("date") ?? "";
  const targets = query.get("targets") ?? query.get("target");
  return {
    amount: /^\d+(\.\d+)?$/.test(amount) ? amount : otherwise.amount,
    source: codes(query.get("source") ?? "")[0] ?? otherwise.source,
    targets: targets === null ? otherwise.targets : codes(targets),
    // An address that asks something without a day means today.
    date: isDay(date) ? date : hasQuestion(search) ? null : otherwise.date,
  };
}

/** Whether the address asks anything at all. */
export function hasQuestion(search: string): boolean {
  const query = new URLSearchParams(search);
  return ["amount", "source", "targets", "target", "date"]
    .some((name) => query.has(name));
}

/** The question with source and first target exchanged; unchanged without a target. */
export function swapped(question: Question): Question {
  const [first, ...rest] = question.targets;
  if (first === undefined || first === question.source) return question;
  return {
    ...question,
    source: first,
    targets: [
      question.source,
      ...rest.filter((one) => one !== question.source),
    ],
  };
}

/** The question with another source; a target of the same currency becomes the old source, so that no row is lost. */
export function withSource<Q extends Pairs>(question: Q, source: string): Q {
  const { source: old, targets } = question;
  return {
    ...question,
    source,
    targets: targets.includes(old)
      ? targets.filter((one) => one !== source)
      : targets.map((one) => one === source ? old : one),
  };
}

/** The codes in a list of an address, each once. */
export function codes(text: string): readonly string[] {
  const all = text.toUpperCase().split(",").map((code) => code.trim());
  return [...new Set(all.filter((code) => /^[A-Z]{3}$/.test(code)))];
}

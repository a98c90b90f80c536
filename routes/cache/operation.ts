/** What an operation says of itself so that its answers can be kept: which questions are the same, and what they depend on. */

import type { z } from "@hono/zod-openapi";
import { type Day, type DayRange, FIRST_DAY } from "../../rates/day.ts";
import { API_ROOT } from "../addresses.ts";
import type { Asking, ReadAnswer } from "../read_answer.ts";
import { type Body, textOf } from "./body.ts";

/** A question in its one form, whatever way it was asked in. */
export interface Question {
  /** The address that asks it: the only thing that its answer is made from, besides what is stored and the time. */
  readonly address: string;
  /** The canonical path of its operation. */
  readonly path: string;
  /** The days that the answer is about, the look-back before them not included. */
  readonly days: (answer: Answered) => DayRange;
  /** Asks the operation itself. */
  readonly ask: (asking: Asking) => Promise<ReadAnswer>;
}

/** An answer and the day on which it was given. */
export interface Answered {
  readonly today: Day;
  readonly body: Body;
}

/** An operation whose answers are kept. */
export interface CachedRead {
  /** Its canonical path. */
  readonly path: string;
  /** Whether the Accept header has a say in the answer. */
  readonly byAccept: boolean;
  /** The question of a request; null when it cannot be understood, which the operation explains best itself. */
  question(
    query: Readonly<Record<string, string>>,
    accept: string | null,
  ): Question | null;
}

/**
 * The days that an answer of one day is about. Without a date it may be of any day before, where nobody could be asked:
 * then it says that it is stale.
 */
export function daysOfOne(
  { date }: { readonly date?: Day | undefined },
  { today, body }: Answered,
): DayRange {
  if (date) return { from: date, to: date };
  const stale = textOf(body).includes('"stale":true');
  return { from: stale ? FIRST_DAY : today, to: today };
}

/** Values of a parsed query, as they are written into an address again. */
type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Describes an operation whose answers are kept. */
export function cachedRead<T extends Query>(
  { route, days, answer, normal = (query) => query, byAccept = false }: {
    readonly route: {
      readonly path: string;
      readonly request: { readonly query: z.ZodType<T> };
    };
    readonly days: (query: T, answer: Answered) => DayRange;
    readonly answer: (query: T, asking: Asking) => Promise<ReadAnswer>;
    /** The same question for all ways of asking it; must ask for the representation that the header does. */
    readonly normal?: (query: T, accept: string | null) => T;
    readonly byAccept?: boolean;
  },
): CachedRead {
  const path = `${API_ROOT}${route.path}`;
  return {
    path,
    byAccept,
    question(given, accept) {
      const parsed = route.request.query.safeParse(given);
      if (!parsed.success) return null;
      const query = normal(parsed.data, accept);
      return {
        address: `${path}?${written(query)}`,
        path,
        days: (answer) => days(query, answer),
        ask: (asking) => answer(query, asking),
      };
    },
  };
}

function written(query: Query): string {
  return Object.entries(query)
    .flatMap(([name, value]) =>
      value === undefined
        ? []
        : [`${name}=${encodeURIComponent(String(value))}`]
    )
    .sort().join("&");
}

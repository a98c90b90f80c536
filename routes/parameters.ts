/** The parameters that questions share, parsed from text once: codes, lists of codes, days, amounts. */

import { z } from "@hono/zod-openapi";
import { parseAmount } from "../rates/convert.ts";
import { type Day, day, dayOf, isDay } from "../rates/day.ts";
import { AppError } from "../rates/errors.ts";
import type { Clock } from "../rates/ports.ts";

/** Codes that one list may hold: more than ISO 4217 has. */
const MAX_CODES = 200;

/** Nothing is asked of days before: no exchange rate of a currency of today is that old. */
const FIRST_DAY = day("1900-01-01");

/** What is said of anything that is missing. */
export const REQUIRED = "This is required.";

/** One text value: a parameter that is given twice arrives as a list and is refused. */
export const once = z.string({
  error: ({ input }) =>
    input === undefined ? REQUIRED : "Give this once, as text.",
});

/** One line of text that a person wrote: no control characters, which no name has and Postgres partly refuses. */
export function line(maxLength: number) {
  return z.string().trim().min(1).max(maxLength).refine(
    (text) => !/[\p{Cc}\p{Cs}]/u.test(text),
    "Write it in one line, without control characters.",
  );
}

/** Ids are 32-bit in the database. */
const MAX_ID = 2_147_483_647;

/** An id of the database, in an address or a query. */
export const Id = once.refine(
  (text) => /^[1-9]\d{0,9}$/.test(text) && Number(text) <= MAX_ID,
  "Name it by its id, such as 7.",
).transform(Number);

/** The parameters of an address that ends in an id. */
export const idParams = z.object({
  id: Id.openapi({
    type: "integer",
    param: { name: "id", in: "path" },
    example: 7,
  }),
});

/** How many entries of a list a page has. */
export const Limit = once.regex(/^([1-9]|[1-9]\d|100)$/, "From 1 to 100.")
  .transform(Number).optional().openapi({
    type: "integer",
    example: 20,
    description: "How many, 100 at most; 20 without it.",
  });

/** A currency code in any case: `usd` is `USD`. */
export const Code = once.trim().regex(
  /^[A-Za-z]{3}$/,
  "A currency code has three letters, such as USD.",
).toUpperCase().openapi({ type: "string", example: "USD", pattern: undefined });

/** Currency codes, separated by commas, in any case; spaces around them do no harm. */
export const Codes = once.transform((text, context) => {
  const codes = text.split(",").map((code) => code.trim().toUpperCase());
  const refuse = (message: string) => {
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  };
  if (codes.length > MAX_CODES) {
    return refuse(`At most ${MAX_CODES} codes fit; these are ${codes.length}.`);
  }
  if (codes.includes("")) {
    return refuse(
      "Separate the codes by single commas, such as INR,GBP; one of them is empty.",
    );
  }
  const odd = codes.filter((code) => !/^[A-Z]{3}$/.test(code));
  if (odd.length > 0) {
    return refuse(
      `A currency code has three letters, such as USD; not so: ${
        odd.slice(0, 5).map((code) => code.slice(0, 12)).join(", ")
      }.`,
    );
  }
  return [...new Set(codes)];
}).openapi({ type: "string", example: "INR,GBP" });

/** A calendar day, strictly `YYYY-MM-DD`. */
export const DayText = once.transform((text, context): Day => {
  if (isDay(text) && text >= FIRST_DAY) return text;
  context.addIssue({
    code: "custom",
    message: isDay(text)
      ? `No provider's history reaches back before ${
        FIRST_DAY.slice(0, 4)
      }. Ask for a later day.`
      : "Write the day as YYYY-MM-DD, such as 2024-10-27.",
  });
  return z.NEVER;
}).openapi({ type: "string", format: "date", example: "2024-10-27" });

/** An amount of money: a plain decimal, not negative. */
export const Amount = once.transform((text, context): string => {
  const parsed = parseAmount(text);
  if ("amount" in parsed) return parsed.amount;
  context.addIssue({ code: "custom", message: parsed.refused });
  return z.NEVER;
}).openapi({ type: "string", example: "100", pattern: "^\\d+(\\.\\d+)?$" });

/** Refuses a day that has not begun: nobody publishes rates ahead of it. */
export function refuseFuture(
  field: string,
  date: Day | undefined,
  clock: Clock,
): void {
  const today = dayOf(clock());
  if (date === undefined || date <= today) return;
  const message =
    `${date} is in the future: today is ${today} (UTC). Ask for today or a day before it.`;
  throw new AppError("invalid_request", message, {
    errors: [{ field, message }],
  });
}

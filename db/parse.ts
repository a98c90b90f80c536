/** The border with the database: what its columns may hold, for rows that are read one by one. */

import { z } from "zod";
import { type Day, isDay } from "../rates/day.ts";

/** A `date` column. */
export const daySchema = z.string().refine(isDay, "not a day");

/** A `numeric` column. */
export const decimalSchema = z.string().regex(/^\d+(\.\d+)?$/);

/** A `timestamptz` column. */
export const instantSchema = z.date();

/** Milliseconds since 1970, as instants come inside JSON. */
export const epochMsSchema = z.number().int().transform((ms) => new Date(ms));

/** The `status` column of the ledger. */
export const statusSchema = z.enum(["loaded", "empty", "failed"]);

/**
 * Words as the text of a Postgres array. For codes, days and decimals only: none of them holds a character that
 * needs quoting, and 20,000 of them are written several times faster than by the client.
 */
export function plainArray(words: readonly (string | number)[]): string {
  return `{${words.join(",")}}`;
}

/**
 * Days that the database joined with commas. Only their length is looked at: a `date` column holds days that exist, and
 * to parse 14,000 of them took longer than to read them. Years after 9999 have another length.
 */
export function splitDays(joined: string): Day[] {
  return joined.split(",").filter((text): text is Day => text.length === 10);
}

/** For sorting things by day. */
export function byDate(
  a: { readonly date: Day },
  b: { readonly date: Day },
): number {
  return a.date < b.date ? -1 : a.date > b.date ? 1 : 0;
}

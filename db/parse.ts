/** The border with the database: what its columns may hold, for rows that are read one by one. */

import { z } from "zod";
import { isDay } from "../rates/day.ts";

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

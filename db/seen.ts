/** Changing only what is still as somebody saw it. */

import type postgres from "postgres";
import { AppError } from "../rates/errors.ts";
import type { Seen } from "../rates/ports.ts";
import type { Sql } from "./client.ts";

/** The condition that the version, a column or an expression, is one of those seen. */
export function isSeen(
  sql: Sql,
  version: postgres.PendingQuery<postgres.Row[]>,
  seen: Seen,
) {
  return seen === null ? sql`true` : sql`(${version})::text in (
      select jsonb_array_elements_text(${sql.json([...seen])})
    )`;
}

/** Refuses a change of what is not as seen any more. */
export function changedSince(what: string): AppError {
  return new AppError(
    "precondition_failed",
    `${what} has been changed since you read it. Look at it as it is now, and change that.`,
  );
}

/** Reads stored observations in bulk: a pair's history comes as one row of text, in half the time of a row a day. */

import { z } from "zod";
import type { DayRange } from "../rates/day.ts";
import type { StoredPairName, StoredRun } from "../rates/ports.ts";
import type { Sql } from "./client.ts";
import { instantSchema, plainArray, splitDayNumbers } from "./parse.ts";

const runSchema = z.object({
  base: z.string(),
  quote: z.string(),
  fetched_at: instantSchema,
  days: z.string(),
  rates: z.string(),
});

/** What is stored of these pairs of a provider between the days. */
export async function readHistory(
  sql: Sql,
  { provider, pairs, range }: {
    readonly provider: string;
    readonly pairs: readonly StoredPairName[];
    readonly range: DayRange;
  },
): Promise<StoredRun[]> {
  // Each pair is a range of the primary key, which holds the rates too. One request loads a history, so that a pair has
  // few times at which it was fetched.
  const runs = await sql`
    select pair.base, pair.quote, run.*
    from unnest(
      ${plainArray(pairs.map(({ base }) => base))}::text[],
      ${plainArray(pairs.map(({ quote }) => quote))}::text[]
    ) as pair (base, quote)
    cross join lateral (
      select fetched_at,
        string_agg((date - date '1970-01-01')::text, ',') as days,
        string_agg(rate::text, ',') as rates
      from rates
      where provider_id = (select id from providers where key = ${provider})
        and base = pair.base and quote = pair.quote
        and date between ${range.from} and ${range.to}
      group by fetched_at
    ) run`;
  return z.array(runSchema).parse(runs).map(toRun);
}

function toRun(row: z.infer<typeof runSchema>): StoredRun {
  const { base, quote, fetched_at: fetchedAt } = row;
  const days = splitDayNumbers(row.days);
  const rates = row.rates.split(",");
  if (days.length !== rates.length) {
    throw new TypeError(`Cannot read the stored rates of ${base}/${quote}`);
  }
  return { base, quote, fetchedAt, days, rates };
}

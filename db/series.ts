/** Reads stored observations in bulk: a pair's history comes as one row of text, and leaves no object for each day behind. */

import { z } from "zod";
import type { DayRange } from "../rates/day.ts";
import type { StoredColumn, StoredPairName } from "../rates/ports.ts";
import type { Sql } from "./client.ts";
import { plainArray, splitDayNumbers } from "./parse.ts";

const columnSchema = z.object({
  base: z.string(),
  quote: z.string(),
  days: z.string(),
  rates: z.string(),
});

/** Statements at a time: the two legs of a cross take the server no longer than one. */
const AT_ONCE = 2;

/** What is stored of these pairs of a provider between the days. */
export async function readHistory(
  sql: Sql,
  { provider, pairs, range }: {
    readonly provider: string;
    readonly pairs: readonly StoredPairName[];
    readonly range: DayRange;
  },
): Promise<StoredColumn[]> {
  const shares = Array.from(
    { length: AT_ONCE },
    (_, i) => pairs.filter((_, place) => place % AT_ONCE === i),
  ).filter(({ length }) => length > 0);
  const rows = await Promise.all(shares.map((pairs) =>
    // Each pair is a range of the primary key, which holds the rates too, and is read in its order.
    sql`
      select pair.base, pair.quote, stored.*
      from unnest(
        ${plainArray(pairs.map(({ base }) => base))}::text[],
        ${plainArray(pairs.map(({ quote }) => quote))}::text[]
      ) as pair (base, quote)
      cross join lateral (
        select string_agg((date - date '1970-01-01')::text, ',') as days,
          string_agg(rate::text, ',') as rates
        from rates
        where provider_id = (select id from providers where key = ${provider})
          and base = pair.base and quote = pair.quote
          and date between ${range.from} and ${range.to}
      ) stored
      where days is not null`
  ));
  return z.array(columnSchema).parse(rows.flat()).map(toColumn);
}

function toColumn(row: z.infer<typeof columnSchema>): StoredColumn {
  const { base, quote } = row;
  const days = splitDayNumbers(row.days);
  const rates = row.rates.split(",");
  if (days.length !== rates.length) {
    throw new TypeError(`Cannot read the stored rates of ${base}/${quote}`);
  }
  return { base, quote, days, rates };
}

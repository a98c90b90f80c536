/** Reads stored observations in bulk: a pair's history comes as one row of text, in half the time of a row a day. */

import { z } from "zod";
import type { CurrencyCode } from "../rates/currency.ts";
import type { DayRange } from "../rates/day.ts";
import type { StoredRow } from "../rates/ports.ts";
import type { Sql } from "./client.ts";
import { byDate, instantSchema, plainArray, splitDays } from "./parse.ts";

const groupSchema = z.object({
  base: z.string(),
  quote: z.string(),
  fetched_at: instantSchema,
  dates: z.string(),
  rates: z.string(),
});

/** The rows of a provider between the days whose base and quote are both among the codes, by date. */
export async function readRows(
  sql: Sql,
  { provider, codes, range }: {
    readonly provider: string;
    readonly codes: readonly CurrencyCode[];
    readonly range: DayRange;
  },
): Promise<StoredRow[]> {
  const list = plainArray(codes);
  // One request loads a history, so that a pair has few times at which it was fetched.
  const groups = await sql`
    select base, quote, fetched_at,
      string_agg(date::text, ',') as dates,
      string_agg(rate::text, ',') as rates
    from rates
    where provider_id = (select id from providers where key = ${provider})
      and base = any(${list}::text[]) and quote = any(${list}::text[])
      and date between ${range.from} and ${range.to}
    group by base, quote, fetched_at`;
  const rows = z.array(groupSchema).parse(groups).flatMap(unpack);
  // Groups are in order already but for revised days: the sort finds those runs and only merges them, which is faster
  // here than in the database.
  return rows.sort(byDate);
}

function unpack(group: z.infer<typeof groupSchema>): StoredRow[] {
  const { base, quote, fetched_at: fetchedAt } = group;
  const dates = splitDays(group.dates);
  const rates = group.rates.split(",");
  if (dates.length !== rates.length) {
    throw new TypeError(`Cannot read the stored rates of ${base}/${quote}`);
  }
  return dates.map((date, i) => ({
    base,
    quote,
    date,
    rate: rates[i] ?? "",
    fetchedAt,
  }));
}

/** Reads stored observations in bulk: a pair's whole history is one row of text, several times faster than row by row. */

import { z } from "zod";
import type { CurrencyCode } from "../rates/currency.ts";
import type { Day, DayRange } from "../rates/day.ts";
import type { StoredRow } from "../rates/ports.ts";
import type { Sql } from "./client.ts";
import { plainArray } from "./parse.ts";

const pairSchema = z.object({
  base: z.string(),
  quote: z.string(),
  dates: z.string(),
  rates: z.string(),
  times: z.string(),
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
  // The inner order is that of the primary key, so nothing is sorted, and string_agg keeps the order of its input.
  const pairs = await sql`
    select base, quote,
      string_agg(date::text, ',') as dates,
      string_agg(rate::text, ',') as rates,
      string_agg(ms::text, ',') as times
    from (
      select base, quote, date, rate,
        (extract(epoch from fetched_at) * 1000)::bigint as ms
      from rates
      where provider_id = (select id from providers where key = ${provider})
        and base = any(${list}::text[]) and quote = any(${list}::text[])
        and date between ${range.from} and ${range.to}
      order by provider_id, base, quote, date
    ) ordered
    group by base, quote`;
  const rows: StoredRow[] = [];
  for (const pair of z.array(pairSchema).parse(pairs)) unpack(pair, rows);
  // Each pair is in order already: the sort finds those runs and only merges them.
  return rows.sort((a, b) => a.date < b.date ? -1 : a.date > b.date ? 1 : 0);
}

/** Checked by hand: a schema over 14,000 rows would take longer than reading them. */
function unpack(
  { base, quote, ...columns }: z.infer<typeof pairSchema>,
  rows: StoredRow[],
): void {
  const dates = columns.dates.split(",");
  const rates = columns.rates.split(",");
  const times = columns.times.split(",");
  // Nearly all rows of a history were fetched at one instant, so they share one Date.
  let time: string | undefined;
  let fetchedAt = new Date(NaN);
  for (let i = 0; i < dates.length; i++) {
    const date = dates[i];
    const rate = rates[i];
    if (rate === undefined || !isStoredDay(date)) {
      throw new TypeError(`Cannot read stored rates of ${base}/${quote}`);
    }
    if (times[i] !== time) {
      time = times[i];
      fetchedAt = new Date(Number(time));
    }
    rows.push({ base, quote, date, rate, fetchedAt });
  }
}

/** A `date` column holds days that exist; only years after 9999 have another length. */
function isStoredDay(text: string | undefined): text is Day {
  return text?.length === 10;
}

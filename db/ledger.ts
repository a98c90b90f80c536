/** The ledger of days: what is known of each day of each provider, read and written. */

import { z } from "zod";
import { type Day, type DayRange, fromDayNumber } from "../rates/day.ts";
import type {
  LedgerDay,
  LedgerRun,
  Newest,
  ProviderLedger,
} from "../rates/ports.ts";
import type { Sql, Transaction } from "./client.ts";
import {
  byDate,
  daySchema,
  epochMsSchema,
  instantSchema,
  plainArray,
  splitDayNumbers,
  statusSchema,
} from "./parse.ts";

/** A day of the ledger inside JSON: `[date, status, error, fetched_at, retry_at]`, instants in milliseconds. */
export const ledgerTupleSchema = z.tuple([
  daySchema,
  statusSchema,
  z.string().nullable(),
  epochMsSchema,
  epochMsSchema.nullable(),
]).transform(([date, status, reason, fetchedAt, retryAt]): LedgerDay => ({
  date,
  status,
  fetchedAt,
  retryAt,
  reason,
}));

const runSchema = z.object({
  provider: z.string(),
  days: z.string().nullable(),
  status: statusSchema.nullable(),
  error: z.string().nullable(),
  fetched_at: instantSchema.nullable(),
  retry_at: instantSchema.nullable(),
  snapshot: z.string(),
  at: z.string(),
});

/** The moment of a reading: what was committed by then, and when that was by the database's clock, both as text. */
export interface Seen {
  readonly snapshot: string;
  readonly at: string;
}

/** The ledgers of the enabled providers, or of this one, between the days; when is not known where there is none. */
export async function readLedgersAt(
  sql: Sql,
  range: DayRange,
  key: string | null = null,
): Promise<{ ledgers: ProviderLedger[]; seen: Seen | null }> {
  // A history of 25 years was learned in a few requests: days that share all they have come as one row.
  const rows = z.array(runSchema).parse(
    await sql`
      select p.key as provider, run.*,
        pg_current_snapshot()::text as snapshot, now()::text as at
      from providers p
      left join lateral (
        select string_agg((date - date '1970-01-01')::text, ',') as days,
          status, error, fetched_at, retry_at
        from ledger
        where provider_id = p.id and date between ${range.from} and ${range.to}
        group by status, error, fetched_at, retry_at
      ) run on true
      where case when ${key}::text is null then p.enabled else p.key = ${key} end
      order by p.priority`,
  );
  const runs = new Map<string, LedgerRun[]>();
  for (const row of rows) {
    const known = runs.get(row.provider) ?? [];
    runs.set(row.provider, known);
    const run = toRun(row);
    if (run) known.push(run);
  }
  const [first] = rows;
  return {
    ledgers: [...runs].map(([provider, runs]) => ({ provider, runs })),
    seen: first ? { snapshot: first.snapshot, at: first.at } : null,
  };
}

function toRun(row: z.infer<typeof runSchema>): LedgerRun | null {
  const { days, status, fetched_at: fetchedAt } = row;
  // A provider of which nothing is known has one row without a run.
  if (days === null || status === null || fetchedAt === null) return null;
  return {
    days: splitDayNumbers(days),
    status,
    fetchedAt,
    retryAt: row.retry_at,
    reason: row.error,
  };
}

/** The ledger of a provider between the days, by date. */
export async function readLedger(
  sql: Sql,
  provider: string,
  range: DayRange,
): Promise<LedgerDay[]> {
  const { ledgers: [ledger] } = await readLedgersAt(sql, range, provider);
  return (ledger?.runs ?? []).flatMap(({ days, ...known }) =>
    days.map((day) => ({ date: fromDayNumber(day), ...known }))
  ).sort(byDate);
}

const newestSchema = z.object({
  provider: z.string(),
  day: daySchema.nullable(),
  answered_at: instantSchema.nullable(),
});

/**
 * How new what every provider has is. The ledger knows it from one probe; the rates' key begins with the pair, so that
 * asking them would read the provider's whole index.
 */
export async function readNewest(
  sql: Sql,
  recent: DayRange,
): Promise<Newest[]> {
  const rows = await sql`
    select p.key as provider, newest.date as day, (
      select max(fetched_at) from ledger
      where provider_id = p.id and status <> 'failed'
        and date between least(newest.date, ${recent.from}) and ${recent.to}
    ) as answered_at
    from providers p
    left join lateral (
      select date from ledger
      where provider_id = p.id and status = 'loaded'
      order by date desc limit 1
    ) newest on true`;
  return z.array(newestSchema).parse(rows)
    .map(({ answered_at: answeredAt, ...one }) => ({ ...one, answeredAt }));
}

/** The oldest day of any observation. */
export async function readOldestDay(
  sql: Sql,
  provider: string,
): Promise<Day | null> {
  const [row] = await sql`
    select date from ledger
    where provider_id = (select id from providers where key = ${provider})
      and status = 'loaded'
    order by date limit 1`;
  return row ? daySchema.parse(row.date) : null;
}

/** Enters what an answer said of days: the number of their observations, 0 for a day that it proves to have none. */
export async function enterDays(
  tx: Transaction,
  { providerId, days, at }: {
    readonly providerId: number;
    readonly days: ReadonlyMap<Day, number>;
    readonly at: Date;
  },
): Promise<void> {
  // A loaded day stays loaded when a later answer lacks it: what was published once is not unpublished by silence.
  await tx`
    insert into ledger (provider_id, date, status, rows, attempts, fetched_at)
    select ${providerId}, date,
      case when rows > 0 then 'loaded' else 'empty' end, rows, 1, ${at}
    from unnest(
      ${plainArray([...days.keys()])}::date[],
      ${plainArray([...days.values()])}::integer[]
    ) as answered (date, rows)
    order by date
    on conflict (provider_id, date) do update set
      status = case
        when excluded.rows > 0 or ledger.status = 'loaded' then 'loaded'
        else 'empty'
      end,
      rows = greatest(ledger.rows, excluded.rows),
      attempts = ledger.attempts + 1,
      error = null,
      fetched_at = excluded.fetched_at,
      retry_at = null`;
}

/** An answer this many days after its day is final with every provider; the slowest settles 36 hours after the day. */
const FINAL_AFTER_DAYS = 4;

/**
 * Enters that the days could not be asked for. Days of which more is known keep that; where it may still change, they
 * are left alone for as long as a failed day. Each further failure leaves a day alone for twice as long, from a minute to a day; of the last days people wait for news, so an hour is the most.
 */
export async function enterFailure(
  sql: Sql | Transaction,
  { provider, range, failure }: {
    readonly provider: string;
    readonly range: DayRange;
    readonly failure: {
      readonly at: Date;
      readonly retryAt: Date;
      readonly reason: string;
    };
  },
): Promise<void> {
  await sql`
    insert into ledger (
      provider_id, date, status, rows, attempts, error, fetched_at, retry_at
    )
    select p.id, d::date, 'failed', 0, 1,
      ${failure.reason}, ${failure.at}, ${failure.retryAt}
    from providers p
    cross join generate_series(
      ${range.from}::date::timestamp, ${range.to}::date::timestamp, '1 day'
    ) as d
    where p.key = ${provider}
    order by d
    on conflict (provider_id, date) do update set
      attempts = case when ledger.error is null then 1 else ledger.attempts + 1 end,
      error = excluded.error,
      fetched_at = case
        when ledger.status = 'failed' then excluded.fetched_at
        else ledger.fetched_at
      end,
      retry_at = greatest(
        excluded.retry_at,
        excluded.fetched_at + least(
          interval '1 minute' * power(2, case
            when ledger.error is null then 0 else least(ledger.attempts, 20)
          end),
          case
            when ledger.date >= (excluded.fetched_at at time zone 'UTC')::date - 2
              then interval '1 hour'
            else interval '1 day'
          end
        )
      )
    where ledger.status = 'failed'
      or ledger.fetched_at < (ledger.date + ${FINAL_AFTER_DAYS}::integer)::timestamp
        at time zone 'UTC'`;
}

/** Forgets failures: those days are unknown again. */
export async function removeFailures(
  sql: Transaction,
  provider: string,
): Promise<void> {
  await sql`
    delete from ledger
    where provider_id = (select id from providers where key = ${provider})
      and status = 'failed'`;
  await sql`
    update ledger set error = null, retry_at = null
    where provider_id = (select id from providers where key = ${provider})
      and error is not null`;
}

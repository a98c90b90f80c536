/** Stores an answer of a provider and its days, in one transaction where the server answers others meanwhile. */

import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import { z } from "zod";
import { type Day, eachDay } from "../rates/day.ts";
import type { Actor, Observation, Published, Saved } from "../rates/ports.ts";
import { arrange } from "./arrange.ts";
import { writeAudit } from "./audit.ts";
import { type Sql, type Transaction, transaction } from "./client.ts";
import { writeFileLoad } from "./file_load.ts";
import { enterDays } from "./ledger.ts";
import { plainArray } from "./parse.ts";
import { partsOf } from "./parts.ts";

/** How many rows at once: `copy` into a staging table, or arrays for servers that cannot take a `copy`. */
export type Bulk = "copy" | "unnest";

/** Up to here arrays are as fast as `copy`, and spare the catalogue a temporary table. */
const ARRAY_ROWS = 10_000;
/** From here the planner's statistics of the table are made anew: a cross took 4 s without and 20 ms with them. */
const ANALYZE_ROWS = 10_000;
const COPY_CHUNK_ROWS = 2_000;
/** What must not overlap: "rate" in ASCII. The second half of the lock is the provider. */
const LOCK_CLASS = 0x72617465;

const idSchema = z.object({ id: z.number().int() });

/** An answer of a provider, and how it is stored. */
export interface SaveOptions {
  readonly bulk: Bulk;
  readonly provider: string;
  readonly published: Published;
  readonly at: Date;
  /** Who handed it in, when it was not asked for. */
  readonly by?: Actor;
}

/** Stores an answer; the same answer twice changes nothing but the ledger's times. */
export async function saveAnswer(
  sql: Sql,
  options: SaveOptions,
): Promise<Saved> {
  const parts = partsOf(options.published, options.bulk);
  let stored: Stored = { saved: NOTHING_SAVED, load: null };
  for (const [at, published] of parts.entries()) {
    const former = stored;
    stored = await transaction(sql, async (tx): Promise<Stored> => {
      // With the first part: what is stored of it is never without the line that says who brought it.
      if (at === 0) await writeImport(tx, options);
      const providerId = await findProvider(tx, options.provider);
      const part = await writeAnswer(tx, { ...options, providerId, published });
      const saved = addSaved(former.saved, part);
      if (!options.by) return { saved, load: null };
      const isWhole = at === parts.length - 1;
      const file = { ...options, saved, isWhole };
      return { saved, load: await writeFileLoad(tx, former.load, file) };
    });
  }
  await afterSave(sql, stored.saved);
  return stored.saved;
}

/** What is stored of an answer so far, and its load when it was handed in. */
interface Stored {
  readonly saved: Saved;
  readonly load: number | null;
}

async function writeImport(
  tx: Transaction,
  { provider, published, by }: SaveOptions,
): Promise<void> {
  if (!by) return;
  const { observations, rejected } = published;
  await writeAudit(tx, {
    action: "rates.import",
    subject: provider,
    before: null,
    after: { rates: observations.length, rejected: rejected.length },
  }, by);
}

/** What came of storing nothing. */
export const NOTHING_SAVED: Saved = {
  inserted: 0,
  revised: 0,
  unchanged: 0,
  days: 0,
  emptyDays: 0,
};

/** What came of storing both. */
export function addSaved(a: Saved, b: Saved): Saved {
  return {
    inserted: a.inserted + b.inserted,
    revised: a.revised + b.revised,
    unchanged: a.unchanged + b.unchanged,
    days: a.days + b.days,
    emptyDays: a.emptyDays + b.emptyDays,
  };
}

/** What follows once an answer is committed. */
export async function afterSave(
  sql: Sql,
  { inserted }: Saved,
): Promise<void> {
  if (inserted > ANALYZE_ROWS) await sql`analyze rates`;
}

/** Stores an answer as a part of a transaction; {@linkcode afterSave} belongs after its end. */
export async function writeAnswer(
  tx: Transaction,
  { bulk, providerId, published, at }:
    & Pick<SaveOptions, "bulk" | "published" | "at">
    & { readonly providerId: number },
): Promise<Saved> {
  const rows = arrange(published.observations);
  const days = countDays(rows, published);
  const source = await sourceOf(tx, bulk, rows);
  const merge = { providerId, source, at };
  // Sent together and done in this order: nobody else writes while the answers travel.
  const [, revised, written] = await Promise.all([
    lockProvider(tx, providerId),
    keepOldValues(tx, merge),
    upsert(tx, merge),
    enterDays(tx, { providerId, days, at }),
  ]);
  const inserted = written - revised;
  const emptyDays = [...days.values()].filter((count) => count === 0).length;
  return {
    inserted,
    revised,
    unchanged: rows.length - inserted - revised,
    days: days.size - emptyDays,
    emptyDays,
  };
}

/** The id of a provider that is known to be there. */
export async function findProvider(
  tx: Transaction,
  key: string,
): Promise<number> {
  const [found] = await tx`select id from providers where key = ${key}`;
  if (found) return idSchema.parse(found).id;
  throw new RangeError(`Cannot save rates of the unknown provider '${key}'`);
}

/** One writer per provider at a time: what is compared with the stored values is still true when it is written. */
async function lockProvider(tx: Transaction, id: number): Promise<void> {
  await tx`select pg_advisory_xact_lock(${LOCK_CLASS}, ${id})`;
}

function countDays(
  rows: readonly Observation[],
  { covers, doubtful = [] }: Published,
): Map<Day, number> {
  const days = new Map<Day, number>();
  if (covers) { for (const day of eachDay(covers)) days.set(day, 0); }
  for (const day of doubtful) days.delete(day);
  for (const { date } of rows) days.set(date, (days.get(date) ?? 0) + 1);
  return days;
}

/** Makes a part of a query; a function, because such a part runs as a query when it is awaited or yielded. */
type Source = () => ReturnType<typeof arraysSource>;

function arraysSource(tx: Transaction, rows: readonly Observation[]) {
  return tx`unnest(
    ${plainArray(rows.map((row) => row.base))}::text[],
    ${plainArray(rows.map((row) => row.quote))}::text[],
    ${plainArray(rows.map((row) => row.date))}::date[],
    ${plainArray(rows.map((row) => row.rate))}::numeric[]
  ) as s (base, quote, date, rate)`;
}

/** The rows as something to select from. */
async function sourceOf(
  tx: Transaction,
  bulk: Bulk,
  rows: readonly Observation[],
): Promise<Source> {
  if (bulk === "unnest" || rows.length <= ARRAY_ROWS) {
    return () => arraysSource(tx, rows);
  }
  await stage(tx, rows);
  return () => tx`staging as s`;
}

async function stage(
  tx: Transaction,
  rows: readonly Observation[],
): Promise<void> {
  // A whole history on a slow disk may take longer than a question.
  await tx`set local statement_timeout = '10min'`;
  await tx`
    create temporary table staging (
      base text collate "C", quote text collate "C", date date, rate numeric
    ) on commit drop`;
  const into = await tx`copy staging from stdin`.writable();
  await pipeline(Readable.from(copyText(rows)), into);
}

function* copyText(rows: readonly Observation[]): Generator<string> {
  for (let from = 0; from < rows.length; from += COPY_CHUNK_ROWS) {
    let text = "";
    for (const row of rows.slice(from, from + COPY_CHUNK_ROWS)) {
      text += `${row.base}\t${row.quote}\t${row.date}\t${row.rate}\n`;
    }
    yield text;
  }
}

interface Merge {
  readonly providerId: number;
  readonly source: Source;
  readonly at: Date;
}

async function keepOldValues(
  tx: Transaction,
  { providerId, source, at }: Merge,
): Promise<number> {
  const { count } = await tx`
    insert into rate_revisions (
      provider_id, base, quote, date, rate, fetched_at, replaced_at
    )
    select r.provider_id, r.base, r.quote, r.date, r.rate, r.fetched_at, ${at}
    from ${source()}
    join rates r on r.provider_id = ${providerId}
      and r.base = s.base and r.quote = s.quote and r.date = s.date
    where r.rate is distinct from s.rate`;
  return count;
}

/** Returns how many rows are new or have a new value; numeric comparison, so 9.15 and 9.1500 are one value. */
async function upsert(
  tx: Transaction,
  { providerId, source, at }: Merge,
): Promise<number> {
  const { count } = await tx`
    insert into rates (provider_id, base, quote, date, rate, fetched_at)
    select ${providerId}, s.base, s.quote, s.date, s.rate, ${at} from ${source()}
    on conflict (provider_id, base, quote, date) do update
      set rate = excluded.rate, fetched_at = excluded.fetched_at
      where rates.rate is distinct from excluded.rate`;
  return count;
}

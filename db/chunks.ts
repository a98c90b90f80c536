/** The life of one chunk: claimed under a lease, and finished, failed, given back or split by whoever still holds it. */

import type { DayRange } from "../rates/day.ts";
import type { Chunk, Claim, Published, Saved } from "../rates/ports.ts";
import { type Sql, type Transaction, transaction } from "./client.ts";
import { toChunk } from "./ingestion_rows.ts";
import { enterFailure } from "./ledger.ts";
import { plainArray } from "./parse.ts";
import { afterSave, type Bulk, writeAnswer } from "./save.ts";

/** Rejected rows that an ingestion keeps to show. */
const KEPT_ROWS = 100;

/** Rolls a transaction back whose chunk is another's by now. */
class ClaimLost extends Error {}

/** The newest chunk that nobody holds; leases run by the database's clock, which all processes share. */
export async function claimChunk(
  sql: Sql,
  id: number,
  { worker, leaseSeconds, now }: Claim & { readonly now: Date },
): Promise<Chunk | null> {
  const [row] = await sql`
    with next as (
      select c.id from ingestion_chunks c
      join ingestions i on i.id = c.ingestion_id
      where c.ingestion_id = ${id}
        and i.status in ('queued', 'running', 'paused')
        and c.status in ('pending', 'running')
        and case c.status
          when 'pending' then c.not_before is null or c.not_before <= ${now}
          else c.lease_until <= now()
        end
      order by c.to_day desc
      limit 1
      for update of c skip locked
    ), taken as (
      update ingestion_chunks c set
        status = 'running',
        attempts = c.attempts + 1,
        not_before = null,
        worker = ${worker},
        lease_until = now() + ${leaseSeconds} * interval '1 second'
      from next where c.id = next.id
      returning c.id, c.ingestion_id, c.from_day, c.to_day, c.attempts
    ), begun as (
      update ingestions i set
        status = 'running',
        started_at = coalesce(i.started_at, ${now}),
        error = null,
        resume_at = null,
        version = i.version + 1,
        updated_at = now()
      from taken
      where i.id = taken.ingestion_id and i.status in ('queued', 'paused')
    )
    select taken.*, p.key as provider
    from taken
    join ingestions i on i.id = taken.ingestion_id
    join providers p on p.id = i.provider_id`;
  return row ? toChunk(row, worker) : null;
}

/** Whether the claim is still held. */
export async function renewChunk(
  sql: Sql,
  { id, worker }: Chunk,
  leaseSeconds: number,
): Promise<boolean> {
  const { count } = await sql`
    update ingestion_chunks
    set lease_until = now() + ${leaseSeconds} * interval '1 second'
    where id = ${id} and worker = ${worker} and status = 'running'`;
  return count > 0;
}

/** Answer, days, the chunk's end and the counts: all of it, or nothing when the claim was lost. */
export async function finishChunk(
  sql: Sql,
  chunk: Chunk,
  { bulk, published, requests, at }: {
    readonly bulk: Bulk;
    readonly published: Published | null;
    readonly requests: number;
    readonly at: Date;
  },
): Promise<Saved | null> {
  const { provider } = chunk;
  const saved = await whileHeld(sql, async (tx) => {
    await end(tx, chunk, { status: "done", error: null, at });
    const saved = published
      ? await writeAnswer(tx, { bulk, provider, published, at })
      : NOTHING;
    const rejected = published?.rejected ?? [];
    await tx`
      update ingestions set
        requests = requests + ${requests},
        inserted = inserted + ${saved.inserted},
        revised = revised + ${saved.revised},
        unchanged = unchanged + ${saved.unchanged},
        rejected = rejected + ${rejected.length},
        rejected_rows = (
          select coalesce(jsonb_agg(row order by place), '[]')
          from jsonb_array_elements(
            rejected_rows || ${tx.json(rejected.slice(0, KEPT_ROWS).map(plain))}
          ) with ordinality as rows (row, place)
          where place <= ${KEPT_ROWS}
        ),
        version = version + 1,
        updated_at = now()
      where id = ${chunk.ingestion}`;
    return saved;
  });
  if (saved) await afterSave(sql, saved);
  return saved;
}

function plain({ row, reason }: { row: string; reason: string }) {
  return { row, reason };
}

const NOTHING: Saved = {
  inserted: 0,
  revised: 0,
  unchanged: 0,
  days: 0,
  emptyDays: 0,
};

/** The chunk failed: it waits until `notBefore`, or is given up; its days are remembered as failed. */
export async function failChunk(
  sql: Sql,
  chunk: Chunk,
  { reason, notBefore, requests, at }: {
    readonly reason: string;
    readonly notBefore: Date | null;
    readonly requests: number;
    readonly at: Date;
  },
): Promise<void> {
  const { provider, range } = chunk;
  await whileHeld(sql, async (tx) => {
    await end(
      tx,
      chunk,
      notBefore
        ? { status: "pending", error: reason, notBefore }
        : { status: "failed", error: reason, at },
    );
    const failure = { at, retryAt: notBefore ?? at, reason };
    await enterFailure(tx, { provider, range, failure });
    await countRequests(tx, chunk, requests);
  });
}

/** Gives the chunk back as if it had not been claimed. */
export async function releaseChunk(
  sql: Sql,
  chunk: Chunk,
  { requests, notBefore = null }: {
    readonly requests: number;
    readonly notBefore?: Date | null;
  },
): Promise<void> {
  await whileHeld(sql, async (tx) => {
    await end(tx, chunk, { status: "pending", error: null, notBefore });
    await tx`
      update ingestion_chunks set attempts = greatest(attempts - 1, 0)
      where id = ${chunk.id}`;
    await countRequests(tx, chunk, requests);
  });
}

/** Puts other requests in the chunk's place. */
export async function splitChunk(
  sql: Sql,
  chunk: Chunk,
  { ranges, requests }: {
    readonly ranges: readonly DayRange[];
    readonly requests: number;
  },
): Promise<void> {
  await whileHeld(sql, async (tx) => {
    const { count } = await tx`
      delete from ingestion_chunks
      where id = ${chunk.id} and worker = ${chunk.worker} and status = 'running'`;
    if (count === 0) throw new ClaimLost();
    await insertChunks(tx, chunk.ingestion, ranges);
    await countRequests(tx, chunk, requests);
  });
}

/** Adds chunks to an ingestion. */
export async function insertChunks(
  tx: Transaction,
  ingestion: number,
  ranges: readonly DayRange[],
): Promise<void> {
  await tx`
    insert into ingestion_chunks (ingestion_id, from_day, to_day)
    select ${ingestion}, from_day, to_day from unnest(
      ${plainArray(ranges.map(({ from }) => from))}::date[],
      ${plainArray(ranges.map(({ to }) => to))}::date[]
    ) as planned (from_day, to_day)`;
}

type End =
  | { readonly status: "done"; readonly error: null; readonly at: Date }
  | { readonly status: "failed"; readonly error: string; readonly at: Date }
  | {
    readonly status: "pending";
    readonly error: string | null;
    readonly notBefore: Date | null;
  };

/** Ends the claim, as the transaction's first statement: whoever comes later waits for its end and finds the claim gone. */
async function end(tx: Transaction, chunk: Chunk, to: End): Promise<void> {
  const { count } = await tx`
    update ingestion_chunks set
      status = ${to.status},
      error = ${to.error},
      not_before = ${to.status === "pending" ? to.notBefore : null},
      finished_at = ${to.status === "pending" ? null : to.at},
      lease_until = null,
      worker = null
    where id = ${chunk.id} and worker = ${chunk.worker} and status = 'running'`;
  if (count === 0) throw new ClaimLost();
}

async function countRequests(
  tx: Transaction,
  { ingestion }: Chunk,
  requests: number,
): Promise<void> {
  await tx`
    update ingestions set
      requests = requests + ${requests},
      version = version + 1,
      updated_at = now()
    where id = ${ingestion}`;
}

async function whileHeld<T>(
  sql: Sql,
  work: (tx: Transaction) => Promise<T>,
): Promise<T | null> {
  const outcome: { value: T | null } = { value: null };
  try {
    await transaction(sql, async (tx) => {
      outcome.value = await work(tx);
    });
    return outcome.value;
  } catch (error) {
    if (error instanceof ClaimLost) return null;
    throw error;
  }
}

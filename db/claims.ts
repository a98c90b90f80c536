/** Claims on chunks: taken, kept by being renewed, and free again when their worker dies. */

import { z } from "zod";
import type { Chunk, Claim } from "../rates/ports.ts";
import { type Sql, transaction } from "./client.ts";
import { lockQueueOf } from "./ingestion_queue.ts";
import { toChunk } from "./ingestion_rows.ts";
import { instantSchema } from "./parse.ts";

/**
 * The newest chunks that nobody holds and of whose days nobody holds a chunk in another ingestion of the provider: when
 * those are stored, the rest is asked for. Leases run by the database's clock, which all processes share.
 */
export async function claimChunks(
  sql: Sql,
  id: number,
  { worker, leaseSeconds, most, now }: Claim,
): Promise<Chunk[]> {
  // The second statement is sent with the first, and sees what was committed while that one waited for its lock.
  const [, rows] = await transaction(sql, (tx) =>
    Promise.all([
      lockQueueOf(tx, id),
      tx`
        with busy as materialized (
          select o.from_day, o.to_day
          from ingestion_chunks o
          join ingestions others on others.id = o.ingestion_id
          where o.status = 'running' and o.lease_until > now()
            and others.id <> ${id}
            and others.provider_id = (
              select provider_id from ingestions where id = ${id}
            )
        ), next as (
          select c.id, c.status as was from ingestion_chunks c
          join ingestions i on i.id = c.ingestion_id
          where c.ingestion_id = ${id}
            and i.status in ('queued', 'running', 'paused') and not i.held
            and c.status in ('pending', 'running')
            and case c.status
              when 'pending' then c.not_before is null or c.not_before <= ${now}
              else c.lease_until <= now()
            end
            and not exists (
              select from busy
              where busy.from_day <= c.to_day and busy.to_day >= c.from_day
            )
          order by c.to_day desc
          limit ${most}
          for update of c skip locked
        ), taken as (
          update ingestion_chunks c set
            status = 'running',
            not_before = null,
            worker = ${worker},
            lease_until = now() + ${leaseSeconds} * interval '1 second'
          from next where c.id = next.id
          returning c.id, c.ingestion_id, c.from_day, c.to_day, c.failures,
            next.was
        ), begun as (
          update ingestions i set
            status = 'running',
            started_at = coalesce(i.started_at, ${now}),
            error = case when i.status = 'running' then i.error end,
            resume_at = case when i.status = 'running' then i.resume_at end,
            pending_chunks = i.pending_chunks - fresh,
            running_chunks = i.running_chunks + fresh,
            version = i.version + 1,
            updated_at = now()
          from (
            select count(*) as taken,
              count(*) filter (where was = 'pending')::integer as fresh
            from taken
          ) counted
          where i.id = ${id} and counted.taken > 0
        )
        select taken.*, p.key as provider
        from taken
        join ingestions i on i.id = taken.ingestion_id
        join providers p on p.id = i.provider_id
        order by taken.to_day desc`,
    ]));
  return rows.map((row) => toChunk(row, worker));
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

const waitingSchema = z.object({
  open: z.number().int(),
  next_at: instantSchema.nullable(),
});

/** How many chunks are open, and when the first of them becomes free by itself, by the caller's clock. */
export async function readWaiting(
  sql: Sql,
  id: number,
  now: Date,
): Promise<{ open: number; nextAt: Date | null }> {
  const [row] = await sql`
    select count(*)::integer as open,
      min(case
        when status = 'running' then ${now}::timestamptz + (lease_until - now())
        else coalesce(not_before, ${now})
      end) as next_at
    from ingestion_chunks
    where ingestion_id = ${id} and status in ('pending', 'running')`;
  const { open, next_at } = waitingSchema.parse(row);
  return { open, nextAt: next_at };
}

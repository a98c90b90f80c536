/** Opening ingestions: new ones, and closed ones again; one range at a time, and no more than a provider can work off. */

import { z } from "zod";
import { AppError } from "../rates/errors.ts";
import type { Ingestion, NewIngestion } from "../rates/ports.ts";
import { insertChunks } from "./chunks.ts";
import type { Transaction } from "./client.ts";
import { readIngestion } from "./ingestion_rows.ts";

/** What opens ingestions of a provider and what claims their chunks goes one by one: "queu" in ASCII. */
const LOCK_CLASS = 0x71756575;

/** Open ones of a provider: each works through its days by itself, so a longer queue loads nothing sooner. */
const MOST_OPEN = 20;
/** Holes that questions found take this many places at most, so that strangers leave room for an administrator. */
const MOST_OPEN_HOLES = 5;

const idSchema = z.object({ id: z.number().int() });
const countSchema = z.object({ count: z.number().int() });
const heldSchema = z.object({
  provider_id: z.number().int(),
  status: z.string(),
  cause: z.string(),
});

/** Locks an ingestion and the queue of its provider until the transaction ends, so that neither changes meanwhile. */
export function lockQueueOf(tx: Transaction, ingestion: number) {
  return tx`
    select provider_id, status, cause,
      pg_advisory_xact_lock(${LOCK_CLASS}, provider_id)::text as locked
    from ingestions where id = ${ingestion} for no key update`;
}

/** Queues an ingestion, or gives the one that serves. @throws {AppError} `conflict` when too many are open */
export async function createIngestion(
  tx: Transaction,
  wanted: NewIngestion,
): Promise<{ ingestion: Ingestion; created: boolean }> {
  const { provider, range, cause, maxRequests, chunks } = wanted;
  const providerId = await lockQueue(tx, provider);
  const serving = await findServing(tx, providerId, wanted);
  if (serving !== null) {
    return { ingestion: await readIngestion(tx, serving), created: false };
  }
  const done = chunks.length === 0;
  if (!done) await requireRoom(tx, providerId, cause);
  const [row] = await tx`
    insert into ingestions (
      provider_id, from_day, to_day, status, cause, max_requests,
      pending_chunks, finished_at
    ) values (
      ${providerId}, ${range.from}, ${range.to},
      ${done ? "done" : "queued"}, ${cause}, ${maxRequests},
      ${chunks.length}, ${done ? tx`now()` : null}
    )
    returning id`;
  const { id } = idSchema.parse(row);
  await insertChunks(tx, id, chunks);
  return { ingestion: await readIngestion(tx, id), created: true };
}

/** Queues what a failed or cancelled ingestion left undone. @throws {AppError} `conflict` when it is not one of these, or its place is taken */
export async function retryIngestion(
  tx: Transaction,
  id: number,
): Promise<void> {
  const [found] = await lockQueueOf(tx, id);
  if (!found) return;
  const { provider_id, status, cause } = heldSchema.parse(found);
  if (cause === "file") {
    throw new AppError(
      "conflict",
      "It came from a file, and files are not kept. Hand the file in again.",
    );
  }
  if (status !== "failed" && status !== "cancelled") {
    throw new AppError(
      "conflict",
      `The ingestion is ${status} and cannot be tried again.`,
    );
  }
  const { count } = await tx`
    select from ingestions o join ingestions i on i.id = ${id}
    where o.provider_id = i.provider_id
      and o.from_day = i.from_day and o.to_day = i.to_day
      and o.status in ('queued', 'running', 'paused')`;
  if (count > 0) {
    throw new AppError(
      "conflict",
      "Another open ingestion of this provider has the same range. Follow that one.",
    );
  }
  await requireRoom(tx, provider_id, "api");
  await tx`
    update ingestion_chunks set
      status = 'pending', failures = 0, not_before = null, error = null,
      finished_at = null
    where ingestion_id = ${id} and status in ('failed', 'pending')`;
  await tx`
    update ingestions set
      status = 'queued', error = null, resume_at = null, finished_at = null,
      pending_chunks = pending_chunks + failed_chunks, failed_chunks = 0,
      version = version + 1, updated_at = now()
    where id = ${id}`;
}

async function lockQueue(tx: Transaction, provider: string): Promise<number> {
  const [found] = await tx`
    select id, pg_advisory_xact_lock(${LOCK_CLASS}, id)::text as locked
    from providers where key = ${provider}`;
  if (!found) {
    throw new RangeError(
      `Cannot queue an ingestion of the unknown provider '${provider}'`,
    );
  }
  return idSchema.parse(found).id;
}

/**
 * An open ingestion of the same range; for a hole also one whose range holds it; and where there is nothing to ask
 * for, one of the same range that is done.
 */
async function findServing(
  tx: Transaction,
  providerId: number,
  { range: { from, to }, cause, chunks }: NewIngestion,
): Promise<number | null> {
  const [row] = await tx`
    select id from ingestions
    where provider_id = ${providerId} and (
      (
        status in ('queued', 'running', 'paused') and case
          when ${cause === "hole"} then from_day <= ${from} and to_day >= ${to}
          else from_day = ${from} and to_day = ${to}
        end
      ) or (
        ${chunks.length === 0} and status = 'done'
        and from_day = ${from} and to_day = ${to}
      )
    )
    order by status = 'done', id desc limit 1`;
  return row ? idSchema.parse(row).id : null;
}

async function requireRoom(
  tx: Transaction,
  providerId: number,
  cause: Ingestion["cause"],
): Promise<void> {
  const [row] = await tx`
    select count(*)::integer from ingestions
    where provider_id = ${providerId}
      and status in ('queued', 'running', 'paused')`;
  const { count } = countSchema.parse(row);
  const most = cause === "hole" ? MOST_OPEN_HOLES : MOST_OPEN;
  if (count < most) return;
  throw new AppError(
    "conflict",
    `This provider has ${count} open ingestions, and ${most} is the most. Wait for one to end, or cancel one.`,
  );
}

/** How an ingestion stands still, goes on or ends. Closed ones stay as they are. */

import { AppError } from "../rates/errors.ts";
import type { Transaction } from "./client.ts";

/** Closes it when no chunk is left: `done`, or `failed` when one of them did. */
export async function settleIngestion(
  tx: Transaction,
  id: number,
  at: Date,
): Promise<void> {
  await tx`
    update ingestions set
      status = case when failed_chunks > 0 then 'failed' else 'done' end,
      error = case when failed_chunks > 0 then
        failed_chunks || ' of ' || failed_chunks + done_chunks ||
        ' requests failed for good: ' || (
          select max(error) from ingestion_chunks
          where ingestion_id = ${id} and status = 'failed'
        )
      end,
      resume_at = null,
      held = false,
      finished_at = ${at},
      version = version + 1,
      updated_at = now()
    where id = ${id} and pending_chunks + running_chunks = 0
      and status in ('queued', 'running', 'paused')`;
}

/** Stops it until `resumeAt`, or the next tick. */
export async function pauseIngestion(
  tx: Transaction,
  id: number,
  { reason, resumeAt }: {
    readonly reason: string;
    readonly resumeAt: Date | null;
  },
): Promise<void> {
  await tx`
    update ingestions set
      status = 'paused', error = ${reason}, resume_at = ${resumeAt},
      version = version + 1, updated_at = now()
    where id = ${id} and status in ('queued', 'running', 'paused')
      and not held`;
}

/** Fails it, whatever is left of it. */
export async function stopIngestion(
  tx: Transaction,
  id: number,
  { reason, at }: { readonly reason: string; readonly at: Date },
): Promise<void> {
  await tx`
    update ingestions set
      status = 'failed', error = ${reason}, resume_at = null, held = false,
      finished_at = ${at}, version = version + 1, updated_at = now()
    where id = ${id} and status in ('queued', 'running', 'paused')`;
}

/** Sets the most requests of each further run; one that is closed keeps its own. */
export async function limitIngestion(
  tx: Transaction,
  id: number,
  maxRequests: number,
): Promise<void> {
  await tx`
    update ingestions set
      max_requests = ${maxRequests}, version = version + 1, updated_at = now()
    where id = ${id} and status in ('queued', 'running', 'paused')
      and max_requests is distinct from ${maxRequests}`;
}

/** Pauses it until it is resumed. @throws {AppError} `conflict` when it is closed already */
export async function holdIngestion(
  tx: Transaction,
  id: number,
): Promise<void> {
  const { count } = await tx`
    update ingestions set
      status = 'paused', error = null, resume_at = null, held = true,
      version = version + 1, updated_at = now()
    where id = ${id} and status in ('queued', 'running', 'paused')`;
  if (count === 0) await refuse(tx, id, "paused");
}

/** Lets a paused one go on at once. @throws {AppError} `conflict` when it is not paused */
export async function resumeIngestion(
  tx: Transaction,
  id: number,
): Promise<void> {
  const { count } = await tx`
    update ingestions set
      status = 'queued', error = null, resume_at = null, held = false,
      version = version + 1, updated_at = now()
    where id = ${id} and status = 'paused'`;
  if (count === 0) await refuse(tx, id, "resumed");
}

/** Closes it at somebody's wish. @throws {AppError} `conflict` when it is closed already */
export async function cancelIngestion(
  tx: Transaction,
  id: number,
  at: Date,
): Promise<void> {
  const { count } = await tx`
    update ingestions set
      status = 'cancelled', error = null, resume_at = null, held = false,
      finished_at = ${at}, version = version + 1, updated_at = now()
    where id = ${id} and status in ('queued', 'running', 'paused')`;
  if (count === 0) await refuse(tx, id, "cancelled");
}

/** Says why nothing was changed, where there is an ingestion at all. */
async function refuse(
  tx: Transaction,
  id: number,
  what: string,
): Promise<void> {
  const [row] = await tx<{ status: string }[]>`
    select status from ingestions where id = ${id}`;
  if (!row) return;
  throw new AppError(
    "conflict",
    `The ingestion is ${row.status} and cannot be ${what}.`,
  );
}

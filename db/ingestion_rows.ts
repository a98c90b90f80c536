/** Ingestions and chunks as they stand in the database, read into the subject's words. */

import { z } from "zod";
import type { Chunk, DueIngestion, Ingestion } from "../rates/ports.ts";
import type { Sql, Transaction } from "./client.ts";
import { daySchema, instantSchema } from "./parse.ts";

const count = z.number().int();

const statusSchema = z.enum([
  "queued",
  "running",
  "paused",
  "done",
  "failed",
  "cancelled",
]);

const ingestionSchema = z.object({
  id: count,
  provider: z.string(),
  from_day: daySchema,
  to_day: daySchema,
  status: statusSchema,
  cause: z.enum(["command", "api", "schedule", "hole", "file"]),
  max_requests: count.nullable(),
  requests: count,
  inserted: count,
  revised: count,
  unchanged: count,
  rejected: count,
  rejected_rows: z.array(z.object({ row: z.string(), reason: z.string() })),
  error: z.string().nullable(),
  resume_at: instantSchema.nullable(),
  held: z.boolean(),
  version: count,
  created_at: instantSchema,
  started_at: instantSchema.nullable(),
  finished_at: instantSchema.nullable(),
  updated_at: instantSchema,
  pending_chunks: count,
  running_chunks: count,
  done_chunks: count,
  failed_chunks: count,
});

/** An ingestion of a row of {@linkcode selectIngestions}. */
export function toIngestion(value: unknown): Ingestion {
  const row = ingestionSchema.parse(value);
  return {
    id: row.id,
    provider: row.provider,
    range: { from: row.from_day, to: row.to_day },
    status: row.status,
    cause: row.cause,
    maxRequests: row.max_requests,
    requests: row.requests,
    chunks: {
      pending: row.pending_chunks,
      running: row.running_chunks,
      done: row.done_chunks,
      failed: row.failed_chunks,
    },
    inserted: row.inserted,
    revised: row.revised,
    unchanged: row.unchanged,
    rejected: row.rejected,
    rejectedRows: row.rejected_rows,
    error: row.error,
    resumeAt: row.resume_at,
    held: row.held,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    updatedAt: row.updated_at,
    version: row.version,
  };
}

/** The query that reads ingestions, without its condition: `i` is the ingestion, `p` its provider. */
export function selectIngestions(sql: Sql | Transaction) {
  return sql`
    select i.*, p.key as provider
    from ingestions i
    join providers p on p.id = i.provider_id`;
}

/** One that is known to be there. */
export async function readIngestion(
  tx: Transaction,
  id: number,
): Promise<Ingestion> {
  const [row] = await tx`${selectIngestions(tx)} where i.id = ${id}`;
  return toIngestion(row);
}

const dueSchema = z.object({
  id: count,
  provider: z.string(),
  status: statusSchema,
  max_requests: count.nullable(),
});

/** An ingestion that may go on, of a row with no more than that. */
export function toDue(value: unknown): DueIngestion {
  const { max_requests: maxRequests, ...due } = dueSchema.parse(value);
  return { ...due, maxRequests };
}

const chunkSchema = z.object({
  id: z.string(),
  ingestion_id: count,
  provider: z.string(),
  from_day: daySchema,
  to_day: daySchema,
  failures: count,
});

/** A chunk of a row that was claimed by the worker. */
export function toChunk(value: unknown, worker: string): Chunk {
  const row = chunkSchema.parse(value);
  return {
    id: row.id,
    ingestion: row.ingestion_id,
    provider: row.provider,
    range: { from: row.from_day, to: row.to_day },
    failures: row.failures,
    worker,
  };
}

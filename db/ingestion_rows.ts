/** Ingestions and chunks as they stand in the database, read into the subject's words. */

import { z } from "zod";
import type { Chunk, Ingestion } from "../rates/ports.ts";
import type { Sql, Transaction } from "./client.ts";
import { daySchema, instantSchema } from "./parse.ts";

const count = z.number().int();

const ingestionSchema = z.object({
  id: count,
  provider: z.string(),
  from_day: daySchema,
  to_day: daySchema,
  status: z.enum([
    "queued",
    "running",
    "paused",
    "done",
    "failed",
    "cancelled",
  ]),
  cause: z.enum(["command", "api", "schedule", "hole"]),
  max_requests: count.nullable(),
  requests: count,
  inserted: count,
  revised: count,
  unchanged: count,
  rejected: count,
  rejected_rows: z.array(z.object({ row: z.string(), reason: z.string() })),
  error: z.string().nullable(),
  resume_at: instantSchema.nullable(),
  version: count,
  created_at: instantSchema,
  started_at: instantSchema.nullable(),
  finished_at: instantSchema.nullable(),
  updated_at: instantSchema,
  chunks: z.object({
    pending: count,
    running: count,
    done: count,
    failed: count,
  }),
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
    chunks: row.chunks,
    inserted: row.inserted,
    revised: row.revised,
    unchanged: row.unchanged,
    rejected: row.rejected,
    rejectedRows: row.rejected_rows,
    error: row.error,
    resumeAt: row.resume_at,
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
    select i.*, p.key as provider, c.chunks
    from ingestions i
    join providers p on p.id = i.provider_id
    cross join lateral (
      select json_build_object(
        'pending', count(*) filter (where status = 'pending'),
        'running', count(*) filter (where status = 'running'),
        'done', count(*) filter (where status = 'done'),
        'failed', count(*) filter (where status = 'failed')
      ) as chunks
      from ingestion_chunks where ingestion_id = i.id
    ) c`;
}

const chunkSchema = z.object({
  id: z.string(),
  ingestion_id: count,
  provider: z.string(),
  from_day: daySchema,
  to_day: daySchema,
  attempts: count,
});

/** A chunk of a row that was claimed by the worker. */
export function toChunk(value: unknown, worker: string): Chunk {
  const row = chunkSchema.parse(value);
  return {
    id: row.id,
    ingestion: row.ingestion_id,
    provider: row.provider,
    range: { from: row.from_day, to: row.to_day },
    attempts: row.attempts,
    worker,
  };
}

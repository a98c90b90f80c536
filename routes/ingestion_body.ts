/** An ingestion as JSON: what was asked for, how far it is, and why it stands still. */

import { z } from "@hono/zod-openapi";
import type { Ingestion } from "../rates/ports.ts";

const instant = z.string().openapi({ format: "date-time" });
const date = z.string().openapi({ format: "date" });

/** The body that describes an ingestion. */
export const IngestionBody = z.object({
  id: z.int(),
  provider: z.string().openapi({ example: "ecb" }),
  from: date.openapi({ example: "1999-01-04" }),
  to: date.openapi({ example: "2026-04-13" }),
  status: z.enum([
    "queued",
    "running",
    "paused",
    "done",
    "failed",
    "cancelled",
  ]).openapi({
    description:
      "paused: goes on by itself, at `resume_at` where that is set, unless it is `held`; done, failed and cancelled are its ends.",
  }),
  cause: z.enum(["command", "api", "schedule", "hole", "file"]).openapi({
    description:
      "Where it comes from: the command line, this API, the program itself, a question that found a hole, or a file that was handed in.",
  }),
  max_requests: z.int().openapi({
    description: "The most upstream requests of one run; 0 for no limit.",
  }),
  requests: z.int().openapi({
    description: "Upstream requests made for it so far, retries too.",
  }),
  chunks: z.object({
    pending: z.int(),
    running: z.int(),
    done: z.int(),
    failed: z.int(),
  }).openapi({ description: "Its planned requests by their state." }),
  progress: z.number().min(0).max(1).openapi({
    description: "The part of its planned requests that is over.",
  }),
  rates: z.object({ inserted: z.int(), revised: z.int(), unchanged: z.int() }),
  rejected: z.int().openapi({ description: "Rows that cannot be right." }),
  rejected_rows: z.array(z.object({ row: z.string(), reason: z.string() }))
    .openapi({ description: "The first hundred of them." }),
  error: z.string().nullable().openapi({
    description: "Why it is paused or failed, and what to do.",
  }),
  resume_at: instant.nullable(),
  held: z.boolean().openapi({
    description: "Somebody paused it: it goes on when it is resumed.",
  }),
  created_at: instant,
  started_at: instant.nullable(),
  finished_at: instant.nullable(),
  updated_at: instant,
}).openapi("Ingestion");

/** The answer that is an ingestion. */
export const oneIngestion = {
  description: "The ingestion",
  content: { "application/json": { schema: IngestionBody } },
};

/** The members of {@linkcode IngestionBody}; `runBudget` is the setting for those that brought no limit of their own. */
export function ingestionBody(
  ingestion: Ingestion,
  runBudget: number,
): z.infer<typeof IngestionBody> {
  const { id, provider, range, status, cause, requests, chunks } = ingestion;
  const planned = chunks.pending + chunks.running + chunks.done + chunks.failed;
  const over = chunks.done + chunks.failed;
  return {
    id,
    provider,
    from: range.from,
    to: range.to,
    status,
    cause,
    max_requests: ingestion.maxRequests ?? runBudget,
    requests,
    chunks,
    progress: planned === 0
      ? (ingestion.finishedAt ? 1 : 0)
      : Number((over / planned).toFixed(4)),
    rates: {
      inserted: ingestion.inserted,
      revised: ingestion.revised,
      unchanged: ingestion.unchanged,
    },
    rejected: ingestion.rejected,
    rejected_rows: ingestion.rejectedRows.map(({ row, reason }) => ({
      row,
      reason,
    })),
    error: ingestion.error,
    resume_at: ingestion.resumeAt?.toISOString() ?? null,
    held: ingestion.held,
    created_at: ingestion.createdAt.toISOString(),
    started_at: ingestion.startedAt?.toISOString() ?? null,
    finished_at: ingestion.finishedAt?.toISOString() ?? null,
    updated_at: ingestion.updatedAt.toISOString(),
  };
}

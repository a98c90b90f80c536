/** The end of a claim on a chunk: finished, failed, given back or split by whoever still holds it. */

import type { DayRange } from "../rates/day.ts";
import type { Chunk, Published, Saved } from "../rates/ports.ts";
import { tally } from "./chunk_tally.ts";
import { type Sql, type Transaction, transaction } from "./client.ts";
import { enterFailure } from "./ledger.ts";
import { plainArray } from "./parse.ts";
import { partsOf } from "./parts.ts";
import {
  addSaved,
  afterSave,
  type Bulk,
  findProvider,
  NOTHING_SAVED,
  writeAnswer,
} from "./save.ts";

/** Rolls a transaction back whose chunk is another's by now. */
class ClaimLost extends Error {}

/**
 * Answer, days, the chunk's end and the counts: all of it, or nothing when the claim was lost. A server that answers
 * nothing else meanwhile takes a large answer in parts; what is stored of it then stays, and the rest stays unknown.
 */
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
  const parts = published ? partsOf(published, bulk) : [];
  const last = parts.pop();
  // The claim and the provider are asked for together: over a distant database each answer that is waited for counts.
  const write = async (
    tx: Transaction,
    claim: Promise<void>,
    published: Published | undefined,
  ) => {
    const [providerId] = await Promise.all([findProvider(tx, provider), claim]);
    return published
      ? await writeAnswer(tx, { bulk, providerId, published, at })
      : NOTHING_SAVED;
  };
  const finished = await whileHeld(async () => {
    let sum = NOTHING_SAVED;
    for (const part of parts) {
      const saved = await transaction(sql, async (tx) => {
        const saved = await write(tx, hold(tx, chunk), part);
        await tally(tx, chunk, { saved });
        return saved;
      });
      sum = addSaved(sum, saved);
    }
    const saved = await transaction(sql, async (tx) => {
      const done = end(tx, chunk, { status: "done", error: null, at });
      const saved = await write(tx, done, last);
      const rejected = published?.rejected ?? [];
      await tally(tx, chunk, {
        requests,
        to: "done",
        saved,
        rejected,
      });
      return saved;
    });
    return addSaved(sum, saved);
  });
  if (finished) await afterSave(sql, finished);
  return finished;
}

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
  await inTransaction(sql, async (tx) => {
    await end(
      tx,
      chunk,
      notBefore
        ? { status: "pending", error: reason, notBefore }
        : { status: "failed", error: reason, at },
    );
    const failure = { at, retryAt: notBefore ?? at, reason };
    await enterFailure(tx, { provider, range, failure });
    await tally(tx, chunk, { requests, to: notBefore ? "pending" : "failed" });
  });
}

/** Gives the chunk back as if it had not been claimed. */
export async function releaseChunk(
  sql: Sql,
  chunk: Chunk,
  { requests }: { readonly requests: number },
): Promise<void> {
  await inTransaction(sql, async (tx) => {
    await end(tx, chunk, { status: "pending", error: null, notBefore: null });
    await tally(tx, chunk, { requests, to: "pending" });
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
  await inTransaction(sql, async (tx) => {
    const { count } = await tx`
      delete from ingestion_chunks
      where id = ${chunk.id} and worker = ${chunk.worker} and status = 'running'`;
    if (count === 0) throw new ClaimLost();
    await insertChunks(tx, chunk.ingestion, ranges);
    await tally(tx, chunk, { requests, to: "pending", chunks: ranges.length });
  });
}

/** Adds chunks to an ingestion, whose counts are the caller's to change. */
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
      failures = failures + ${to.error === null ? 0 : 1},
      not_before = ${to.status === "pending" ? to.notBefore : null},
      finished_at = ${to.status === "pending" ? null : to.at},
      lease_until = null,
      worker = null
    where id = ${chunk.id} and worker = ${chunk.worker} and status = 'running'`;
  if (count === 0) throw new ClaimLost();
}

/** Makes sure of the claim until the transaction ends. */
async function hold(tx: Transaction, { id, worker }: Chunk): Promise<void> {
  const { count } = await tx`
    select from ingestion_chunks
    where id = ${id} and worker = ${worker} and status = 'running'
    for update`;
  if (count === 0) throw new ClaimLost();
}

function inTransaction<T>(
  sql: Sql,
  work: (tx: Transaction) => Promise<T>,
): Promise<T | null> {
  return whileHeld(() => transaction(sql, work));
}

/** Null when the claim was another's by then. */
async function whileHeld<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ClaimLost) return null;
    throw error;
  }
}

/** Ingestions in Postgres: queued with their chunks, worked off by any number of processes, watched and steered. */

import type {
  Actor,
  Chunk,
  Claim,
  DueIngestion,
  Ingestion,
  IngestionPage,
  IngestionStore,
  NewIngestion,
  Saved,
} from "../rates/ports.ts";
import { failChunk, finishChunk, releaseChunk, splitChunk } from "./chunks.ts";
import { claimChunks, readWaiting, renewChunk } from "./claims.ts";
import { reach, type Sql, type Transaction, transaction } from "./client.ts";
import {
  cancelIngestion,
  holdIngestion,
  limitIngestion,
  pauseIngestion,
  resumeIngestion,
  settleIngestion,
  stopIngestion,
} from "./ingestion_states.ts";
import { writeCreated, writeSteered } from "./ingestion_audit.ts";
import {
  createIngestion,
  lockQueueOf,
  retryIngestion,
} from "./ingestion_queue.ts";
import {
  findIngestion,
  listChanged,
  listDue,
  listIngestions,
} from "./ingestion_reads.ts";
import type { Bulk } from "./save.ts";

/** An {@linkcode IngestionStore} on a Postgres; `bulk` is how that server takes many rows. */
export class PostgresIngestionStore implements IngestionStore {
  readonly #sql: Sql;
  readonly #bulk: Bulk;

  constructor(sql: Sql, { bulk }: { readonly bulk: Bulk }) {
    this.#sql = sql;
    this.#bulk = bulk;
  }

  create(
    wanted: NewIngestion,
    by: Actor,
  ): Promise<{ ingestion: Ingestion; created: boolean }> {
    return reach(() =>
      transaction(this.#sql, async (tx) => {
        const made = await createIngestion(tx, wanted);
        if (made.created) await writeCreated(tx, made.ingestion.id, wanted, by);
        return made;
      })
    );
  }

  limit(
    id: number,
    maxRequests: number,
    by: Actor,
  ): Promise<Ingestion | null> {
    return this.#steer(
      id,
      { what: "limit", by },
      (tx) => limitIngestion(tx, id, maxRequests),
    );
  }

  get(id: number): Promise<Ingestion | null> {
    return reach(() => findIngestion(this.#sql, id));
  }

  list(page: IngestionPage): Promise<Ingestion[]> {
    return reach(() => listIngestions(this.#sql, page));
  }

  changedSince(versions: ReadonlyMap<number, number>): Promise<Ingestion[]> {
    return reach(() => listChanged(this.#sql, versions));
  }

  due(now: Date): Promise<DueIngestion[]> {
    return reach(() => listDue(this.#sql, now));
  }

  claim(id: number, claim: Claim): Promise<Chunk[]> {
    return reach(() => claimChunks(this.#sql, id, claim));
  }

  renew(chunk: Chunk, leaseSeconds: number): Promise<boolean> {
    return reach(() => renewChunk(this.#sql, chunk, leaseSeconds));
  }

  finish(
    chunk: Chunk,
    result: Parameters<IngestionStore["finish"]>[1],
  ): Promise<Saved | null> {
    return reach(() =>
      finishChunk(this.#sql, chunk, { ...result, bulk: this.#bulk })
    );
  }

  fail(
    chunk: Chunk,
    failure: Parameters<IngestionStore["fail"]>[1],
  ): Promise<void> {
    return reach(() => failChunk(this.#sql, chunk, failure));
  }

  release(
    chunk: Chunk,
    given: Parameters<IngestionStore["release"]>[1],
  ): Promise<void> {
    return reach(() => releaseChunk(this.#sql, chunk, given));
  }

  split(
    chunk: Chunk,
    parts: Parameters<IngestionStore["split"]>[1],
  ): Promise<void> {
    return reach(() => splitChunk(this.#sql, chunk, parts));
  }

  waiting(
    id: number,
    now: Date,
  ): Promise<{ open: number; nextAt: Date | null }> {
    return reach(() => readWaiting(this.#sql, id, now));
  }

  settle(id: number, at: Date): Promise<Ingestion | null> {
    return this.#change(id, (tx) => settleIngestion(tx, id, at));
  }

  pause(
    id: number,
    why: Parameters<IngestionStore["pause"]>[1],
  ): Promise<Ingestion | null> {
    return this.#change(id, (tx) => pauseIngestion(tx, id, why));
  }

  stop(
    id: number,
    why: Parameters<IngestionStore["stop"]>[1],
  ): Promise<Ingestion | null> {
    return this.#change(id, (tx) => stopIngestion(tx, id, why));
  }

  hold(id: number, by: Actor): Promise<Ingestion | null> {
    return this.#steer(id, { what: "hold", by }, (tx) => holdIngestion(tx, id));
  }

  resume(id: number, by: Actor): Promise<Ingestion | null> {
    return this.#steer(
      id,
      { what: "resume", by },
      (tx) => resumeIngestion(tx, id),
    );
  }

  cancel(id: number, at: Date, by: Actor): Promise<Ingestion | null> {
    return this.#steer(
      id,
      { what: "cancel", by },
      (tx) => cancelIngestion(tx, id, at),
    );
  }

  retry(id: number, by: Actor): Promise<Ingestion | null> {
    return this.#steer(
      id,
      { what: "retry", by },
      (tx) => retryIngestion(tx, id),
    );
  }

  removeClosedBefore(at: Date): Promise<number> {
    return reach(async () => {
      const { count } = await this.#sql`
        delete from ingestions
        where status in ('done', 'failed', 'cancelled') and finished_at < ${at}`;
      return count;
    });
  }

  /** A change that somebody wants, and that is written down with who it is. */
  #steer(
    id: number,
    { what, by }: { readonly what: string; readonly by: Actor },
    work: (tx: Transaction) => Promise<void>,
  ): Promise<Ingestion | null> {
    return this.#change(id, async (tx) => {
      await lockQueueOf(tx, id);
      await writeSteered(tx, { id, what, by }, () => work(tx));
    });
  }

  /** Does the work and gives the ingestion as it is then, null when there is none. */
  #change(
    id: number,
    work: (tx: Transaction) => Promise<void>,
  ): Promise<Ingestion | null> {
    return reach(() =>
      transaction(this.#sql, async (tx) => {
        await work(tx);
        return await findIngestion(tx, id);
      })
    );
  }
}

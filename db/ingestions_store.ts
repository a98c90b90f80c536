/** Ingestions in Postgres: queued with their chunks, worked off by any number of processes, watched and steered. */

import { z } from "zod";
import { AppError } from "../rates/errors.ts";
import type {
  Chunk,
  Claim,
  Ingestion,
  IngestionStore,
  NewIngestion,
  Saved,
} from "../rates/ports.ts";
import {
  claimChunk,
  failChunk,
  finishChunk,
  insertChunks,
  releaseChunk,
  renewChunk,
  splitChunk,
} from "./chunks.ts";
import {
  codeOf,
  reach,
  type Sql,
  type Transaction,
  transaction,
} from "./client.ts";
import { selectIngestions, toIngestion } from "./ingestion_rows.ts";
import { instantSchema, plainArray } from "./parse.ts";
import type { Bulk } from "./save.ts";

const idSchema = z.object({ id: z.number().int() });

const waitingSchema = z.object({
  open: z.number().int(),
  next_at: instantSchema.nullable(),
});

const UNIQUE_VIOLATION = "23505";

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
  ): Promise<{ ingestion: Ingestion; created: boolean }> {
    return reach(() =>
      transaction(this.#sql, async (tx) => {
        const covering = wanted.cause === "hole" && await findOpen(tx, wanted);
        if (covering) return { ingestion: covering, created: false };
        const id = await insert(tx, wanted);
        if (id === null) {
          const open = await findOpen(tx, wanted);
          if (open) return { ingestion: open, created: false };
          throw new AppError(
            "conflict",
            "An ingestion of this range was closed at this moment. Try again.",
          );
        }
        await insertChunks(tx, id, wanted.chunks);
        return { ingestion: await read(tx, id), created: true };
      })
    );
  }

  get(id: number): Promise<Ingestion | null> {
    return reach(async () => {
      const [row] = await this.#sql`
        ${selectIngestions(this.#sql)} where i.id = ${id}`;
      return row ? toIngestion(row) : null;
    });
  }

  list({ limit, before, provider }: {
    readonly limit: number;
    readonly before?: number;
    readonly provider?: string;
  }): Promise<Ingestion[]> {
    return reach(async () => {
      const rows = await this.#sql`
        ${selectIngestions(this.#sql)}
        where (${before ?? null}::integer is null or i.id < ${before ?? null})
          and (${provider ?? null}::text is null or p.key = ${provider ?? null})
        order by i.id desc limit ${limit}`;
      return rows.map(toIngestion);
    });
  }

  changedSince(versions: ReadonlyMap<number, number>): Promise<Ingestion[]> {
    return reach(async () => {
      const rows = await this.#sql`
        ${selectIngestions(this.#sql)}
        join unnest(
          ${plainArray([...versions.keys()])}::integer[],
          ${plainArray([...versions.values()])}::integer[]
        ) as seen (id, version)
          on seen.id = i.id and seen.version <> i.version
        order by i.id`;
      return rows.map(toIngestion);
    });
  }

  due(now: Date): Promise<Ingestion[]> {
    return reach(async () => {
      const rows = await this.#sql`
        ${selectIngestions(this.#sql)}
        where i.status in ('queued', 'running') or (
          i.status = 'paused' and (i.resume_at is null or i.resume_at <= ${now})
        )
        order by i.id`;
      return rows.map(toIngestion);
    });
  }

  claim(
    id: number,
    claim: Claim & { readonly now: Date },
  ): Promise<Chunk | null> {
    return reach(() => claimChunk(this.#sql, id, claim));
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

  waiting(id: number): Promise<{ open: number; nextAt: Date | null }> {
    return reach(async () => {
      const [row] = await this.#sql`
        select count(*)::integer as open,
          min(coalesce(not_before, lease_until, now())) as next_at
        from ingestion_chunks
        where ingestion_id = ${id} and status in ('pending', 'running')`;
      const { open, next_at } = waitingSchema.parse(row);
      return { open, nextAt: next_at };
    });
  }

  settle(id: number, at: Date): Promise<Ingestion | null> {
    return this.#change(id, (tx) =>
      tx`
      update ingestions i set
        status = case when c.failed > 0 then 'failed' else 'done' end,
        error = case when c.failed > 0 then
          c.failed || ' of ' || c.total || ' requests failed for good: ' || c.error
        end,
        resume_at = null,
        finished_at = ${at},
        version = version + 1,
        updated_at = now()
      from (
        select count(*) as total,
          count(*) filter (where status in ('pending', 'running')) as open,
          count(*) filter (where status = 'failed') as failed,
          max(error) filter (where status = 'failed') as error
        from ingestion_chunks where ingestion_id = ${id}
      ) c
      where i.id = ${id} and c.open = 0
        and i.status in ('queued', 'running', 'paused')`);
  }

  pause(
    id: number,
    { reason, resumeAt }: {
      readonly reason: string;
      readonly resumeAt: Date | null;
    },
  ): Promise<Ingestion | null> {
    return this.#change(id, (tx) =>
      tx`
      update ingestions set
        status = 'paused', error = ${reason}, resume_at = ${resumeAt},
        version = version + 1, updated_at = now()
      where id = ${id} and status in ('queued', 'running', 'paused')`);
  }

  stop(
    id: number,
    { reason, at }: { readonly reason: string; readonly at: Date },
  ): Promise<Ingestion | null> {
    return this.#change(id, (tx) =>
      tx`
      update ingestions set
        status = 'failed', error = ${reason}, resume_at = null,
        finished_at = ${at}, version = version + 1, updated_at = now()
      where id = ${id} and status in ('queued', 'running', 'paused')`);
  }

  cancel(id: number, at: Date): Promise<Ingestion | null> {
    return this.#change(id, async (tx) => {
      const { count } = await tx`
        update ingestions set
          status = 'cancelled', error = null, resume_at = null,
          finished_at = ${at}, version = version + 1, updated_at = now()
        where id = ${id} and status in ('queued', 'running', 'paused')`;
      if (count === 0) await refuse(tx, id, "cancelled");
    });
  }

  retry(id: number): Promise<Ingestion | null> {
    return this.#change(id, async (tx) => {
      try {
        const { count } = await tx`
          update ingestions set
            status = 'queued', error = null, resume_at = null,
            finished_at = null, version = version + 1, updated_at = now()
          where id = ${id} and status in ('failed', 'cancelled')`;
        if (count === 0) return await refuse(tx, id, "tried again");
      } catch (error) {
        if (codeOf(error) !== UNIQUE_VIOLATION) throw error;
        throw new AppError(
          "conflict",
          "Another open ingestion of this provider has the same range. Follow that one.",
        );
      }
      await tx`
        update ingestion_chunks set
          status = 'pending', attempts = 0, not_before = null, error = null,
          finished_at = null
        where ingestion_id = ${id} and status in ('failed', 'pending')`;
    });
  }

  removeChunksBefore(at: Date): Promise<number> {
    return reach(async () => {
      const { count } = await this.#sql`
        delete from ingestion_chunks c using ingestions i
        where i.id = c.ingestion_id and i.finished_at < ${at}
          and i.status in ('done', 'failed', 'cancelled')`;
      return count;
    });
  }

  #change(
    id: number,
    work: (tx: Transaction) => PromiseLike<unknown>,
  ): Promise<Ingestion | null> {
    return reach(async () => {
      await transaction(this.#sql, async (tx) => void await work(tx));
      return await this.get(id);
    });
  }
}

/** The open ingestion of the range, or for a hole the one whose range holds it. */
async function findOpen(
  tx: Transaction,
  { provider, range, cause }: NewIngestion,
): Promise<Ingestion | null> {
  const hole = cause === "hole";
  const [row] = await tx`
    ${selectIngestions(tx)}
    where p.key = ${provider} and i.status in ('queued', 'running', 'paused')
      and case when ${hole}
        then i.from_day <= ${range.from} and i.to_day >= ${range.to}
        else i.from_day = ${range.from} and i.to_day = ${range.to}
      end
    order by i.id limit 1`;
  return row ? toIngestion(row) : null;
}

/** The new ingestion's id; null when an open one has its range. */
async function insert(
  tx: Transaction,
  { provider, range, cause, maxRequests, chunks }: NewIngestion,
): Promise<number | null> {
  const [found] = await tx`select id from providers where key = ${provider}`;
  if (!found) {
    throw new RangeError(
      `Cannot queue an ingestion of the unknown provider '${provider}'`,
    );
  }
  const done = chunks.length === 0;
  const [row] = await tx`
    insert into ingestions (
      provider_id, from_day, to_day, status, cause, max_requests, finished_at
    ) values (
      ${idSchema.parse(found).id}, ${range.from}, ${range.to},
      ${done ? "done" : "queued"}, ${cause}, ${maxRequests},
      ${done ? tx`now()` : null}
    )
    on conflict (provider_id, from_day, to_day)
      where status in ('queued', 'running', 'paused') do nothing
    returning id`;
  return row ? idSchema.parse(row).id : null;
}

async function read(tx: Transaction, id: number): Promise<Ingestion> {
  const [row] = await tx`${selectIngestions(tx)} where i.id = ${id}`;
  return toIngestion(row);
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

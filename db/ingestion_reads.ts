/** Ingestions read: one, a page of them, those that have changed, those that may go on. */

import type { DueIngestion, Ingestion, IngestionPage } from "../rates/ports.ts";
import type { Sql, Transaction } from "./client.ts";
import { selectIngestions, toDue, toIngestion } from "./ingestion_rows.ts";
import { plainArray } from "./parse.ts";

/** The one of this id; null when there is none. */
export async function findIngestion(
  sql: Sql | Transaction,
  id: number,
): Promise<Ingestion | null> {
  const [row] = await sql`${selectIngestions(sql)} where i.id = ${id}`;
  return row ? toIngestion(row) : null;
}

/** Newest first. */
export async function listIngestions(
  sql: Sql,
  { limit, before, provider, open = false }: IngestionPage,
): Promise<Ingestion[]> {
  const rows = await sql`
    ${selectIngestions(sql)}
    where (${before ?? null}::integer is null or i.id < ${before ?? null})
      and (${provider ?? null}::text is null or p.key = ${provider ?? null})
      and (not ${open}::boolean or i.status in ('queued', 'running', 'paused'))
    order by i.id desc limit ${limit}`;
  return rows.map(toIngestion);
}

/** Those whose version is another than the one given, by their ids. */
export async function listChanged(
  sql: Sql,
  versions: ReadonlyMap<number, number>,
): Promise<Ingestion[]> {
  const rows = await sql`
    ${selectIngestions(sql)}
    join unnest(
      ${plainArray([...versions.keys()])}::integer[],
      ${plainArray([...versions.values()])}::integer[]
    ) as seen (id, version)
      on seen.id = i.id and seen.version <> i.version
    order by i.id`;
  return rows.map(toIngestion);
}

/** The open ones that may go on now, oldest first. */
export async function listDue(sql: Sql, now: Date): Promise<DueIngestion[]> {
  const rows = await sql`
    select i.id, p.key as provider, i.status, i.max_requests
    from ingestions i join providers p on p.id = i.provider_id
    where i.status in ('queued', 'running') or (
      i.status = 'paused' and not i.held
        and (i.resume_at is null or i.resume_at <= ${now})
    )
    order by i.id`;
  return rows.map(toDue);
}

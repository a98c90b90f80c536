/** All that is stored and bears on a question, in one round trip: newest figures and ledger, per target and provider. */

import { z } from "zod";
import type { Evidence, EvidenceQuestion, Legs } from "../rates/ports.ts";
import type { Sql } from "./client.ts";
import { ledgerTupleSchema } from "./ledger.ts";
import {
  daySchema,
  decimalSchema,
  instantSchema,
  plainArray,
} from "./parse.ts";

const figuresSchema = z.object({
  kind: z.enum(["direct", "inverse", "cross"]),
  date: daySchema,
  fetched_at: instantSchema,
  first: decimalSchema,
  second: decimalSchema.nullable(),
});

const rowSchema = z.object({
  provider: z.string(),
  target: z.string(),
  ledger: z.array(ledgerTupleSchema),
});

/** Reads the evidence for a question; see {@linkcode EvidenceQuestion}. */
export async function readEvidence(
  sql: Sql,
  question: EvidenceQuestion,
): Promise<Evidence[]> {
  const { source, date } = question;
  // Every lateral part is a probe of a primary key: `limit 1` keeps the planner from turning them into joins of whole
  // tables, which without statistics took seconds. A cross starts where both legs can have figures, so that a currency
  // that ended decades ago is found as fast as one of today.
  const rows = await sql`
    with question as (
      select
        ${source}::text collate "C" as source,
        ${date}::date as date,
        ${question.enabledOnly ?? false}::boolean as enabled_only,
        ${question.among ? plainArray(question.among) : null}::text[] as among
    )
    select
      p.key as provider, t.code as target,
      f.kind, f.date, f.fetched_at, f.first, f.second, l.days as ledger
    from question q
    cross join unnest(${
    plainArray(question.targets)
  }::text[]) with ordinality as t (code, place)
    join providers p on case when q.among is null then p.enabled
      else p.key = any(q.among) end
    left join lateral (
      select * from (
        (
          select 'direct' as kind, 1 as preference, r.date, r.fetched_at,
            r.rate as first, null::numeric as second
          from rates r
          where r.provider_id = p.id and r.base = q.source and r.quote = t.code
            and r.date <= q.date
          order by r.date desc limit 1
        ) union all (
          select 'inverse', 2, r.date, r.fetched_at, r.rate, null
          from rates r
          where r.provider_id = p.id and r.base = t.code and r.quote = q.source
            and r.date <= q.date
          order by r.date desc limit 1
        ) union all (
          select 'cross', 3, s.date, greatest(s.fetched_at, o.fetched_at),
            s.rate, o.rate
          from rates s
          cross join lateral (
            select r.rate, r.fetched_at
            from rates r
            where r.provider_id = p.id and r.base = p.base and r.quote = t.code
              and r.date = s.date
            limit 1
          ) o
          where s.provider_id = p.id and s.base = p.base and s.quote = q.source
            and q.source <> p.base and t.code <> p.base
            and s.date <= (
              select r.date from rates r
              where r.provider_id = p.id and r.base = p.base
                and r.quote = t.code and r.date <= q.date
              order by r.date desc limit 1
            )
          order by s.date desc limit 1
        )
      ) candidates
      order by date desc, preference limit 1
    ) f on true
    cross join lateral (
      select coalesce(json_agg(json_build_array(
        d.date, d.status, d.error,
        (extract(epoch from d.fetched_at) * 1000)::bigint,
        (extract(epoch from d.retry_at) * 1000)::bigint
      ) order by d.date), '[]') as days
      from ledger d
      where d.provider_id = p.id
        and d.date >= greatest(${question.ledgerFrom}::date, f.date)
        and d.date <= q.date
    ) l
    where not q.enabled_only or 2 = (
      select count(*) from currencies c
      where c.enabled and c.code in (q.source, t.code)
    )
    order by t.place, p.priority`;
  return rows.map((row) => ({
    ...rowSchema.parse(row),
    stored: row.kind === null ? null : toStored(row),
  }));
}

function toStored(row: unknown): Evidence["stored"] {
  const figures = figuresSchema.parse(row);
  return {
    date: figures.date,
    fetchedAt: figures.fetched_at,
    legs: toLegs(figures),
  };
}

function toLegs({ kind, first, second }: z.infer<typeof figuresSchema>): Legs {
  if (kind !== "cross") return { kind, rate: first };
  return { kind, source: first, target: decimalSchema.parse(second) };
}

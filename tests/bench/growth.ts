/** The same questions with 50 times the rows. */

import postgres from "postgres";
import type { Cluster } from "../support/postgres.ts";
import { startProcess } from "../support/process.ts";
import { askCold, type ColdTimes } from "./cold.ts";
import { measureLoad } from "./load.ts";
import { HOT } from "./questions.ts";
import type { Quiet } from "./quiet.ts";
import { compare, median, ratioRow, type Row, UNITS } from "./row.ts";

type Env = Readonly<Record<string, string>>;

const TIMES = 50;
const ROUNDS = 3;
/** Codes are counted from AAA; with this one they end before ZZZ. */
const FIRST_CODE = 8_000;

/** The database `small` and a copy of it that has grown, asked in turn. */
export async function measureGrowth(
  quiet: Quiet,
  { cluster, env, small }: {
    readonly cluster: Cluster;
    readonly env: Env;
    readonly small: string;
  },
): Promise<Row[]> {
  await grow(cluster, small);
  const smallEnv = { ...env, DATABASE_URL: cluster.url(small) };
  const largeEnv = { ...env, DATABASE_URL: cluster.url("large") };
  await using little = await startProcess(smallEnv);
  await using much = await startProcess(largeEnv);
  const path = `api/v1/${HOT.rate}`;
  const warm = await compare(quiet, {
    what: `one rate, warm, with ${TIMES} × the rows`,
    unit: UNITS.perSecond,
    ours: () => measureLoad(`${much.address}/${path}`),
    theirs: {
      name: "1 ×",
      measure: () => measureLoad(`${little.address}/${path}`),
    },
    reach: { atLeast: 0.9 },
  });
  const ours: ColdTimes[] = [];
  const theirs: ColdTimes[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(await quiet.measure(() => askCold(largeEnv)));
    theirs.push(await quiet.measure(() => askCold(smallEnv)));
  }
  const cold = (what: string, of: (times: ColdTimes) => number) =>
    ratioRow({
      what: `${what}, cold, with ${TIMES} × the rows`,
      unit: UNITS.ms,
      ours: median(ours.map(of)),
      theirs: { name: "1 ×", value: median(theirs.map(of)) },
      reach: { atMost: 1.3 },
    });
  return [
    warm,
    cold("one rate", ({ rateMs }) => rateMs),
    cold("25 years", ({ seriesMs }) => seriesMs),
  ];
}

/** The same days of 49 times as many currencies, of the same provider, so that they lie between the others in the index. */
async function grow(cluster: Cluster, small: string): Promise<void> {
  const admin = postgres(cluster.url("postgres"), { max: 1 });
  await admin.unsafe(`create database large template ${small}`);
  await admin.end();
  const sql = postgres(cluster.url("large"), { max: 1, onnotice: () => {} });
  await sql`
    insert into rates (provider_id, base, quote, date, rate, fetched_at)
    select r.provider_id, r.base, more.code, r.date, r.rate, r.fetched_at
    from (
      select quote, chr(65 + k / 676) || chr(65 + k / 26 % 26) || chr(65 + k % 26) as code
      from (
        select quote, ${FIRST_CODE}::integer + n * 40 + place as k
        from generate_series(0, ${TIMES - 2}::integer) as n
        cross join (
          select quote, row_number() over (order by quote)::integer as place
          from (select distinct quote from rates) quotes
        ) numbered
      ) counted
    ) more
    join rates r on r.quote = more.quote
    order by more.code, r.date
    on conflict do nothing`;
  await sql`vacuum analyze`;
  await sql.end();
}

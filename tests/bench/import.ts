/** A whole history from its file: against a plain `copy` of the same rows, and the memory that it takes. */

import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { arrange } from "../../db/arrange.ts";
import { openStorage, type Storage } from "../../db/storage.ts";
import { importFile } from "../../jobs/import_file.ts";
import { createEcb } from "../../providers/ecb.ts";
import { createDoor } from "../../providers/http.ts";
import type { Observation, Provider } from "../../rates/ports.ts";
import { quietLog } from "../support/databases.ts";
import { startIngest } from "../support/ingest_process.ts";
import { addProviders } from "../support/stored.ts";
import { peakMB } from "./memory.ts";
import { median, plainRow, type Row, seconds } from "./table.ts";

const ROUNDS = 3;
const MOST_TIMES_COPY = 2;
const MOST_MB = 256;
/** What the store writes at a time too. */
const COPY_ROWS = 2_000;

/** The file into the server at this address through the store, and its rows by `copy`, in turn. */
export async function measureAgainstCopy(
  file: string,
  databaseUrl: string,
): Promise<Row> {
  await using storage = await openStorage({
    databaseUrl,
    dataDir: "/nonexistent",
    log: quietLog,
  });
  await addProviders(storage, { ecb: "EUR" });
  const provider = bank();
  const bytes = await Deno.readFile(file);
  const rows = arrange(provider.readFile?.(bytes).observations ?? []);
  const clock = () => new Date();
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(
      await timed(storage, async () => {
        const read = await Deno.readFile(file);
        const { saved } = await importFile(provider, read, {
          store: storage.rates,
          clock,
        });
        expectRows(saved.inserted, rows.length);
      }),
    );
    theirs.push(
      await timed(storage, async () => {
        expectRows(await copy(storage, rows), rows.length);
      }),
    );
  }
  return {
    what: `${rows.length} rates from a file into the Postgres server`,
    ours: seconds(median(ours)),
    against: `copy ${seconds(median(theirs))}`,
    ratio: median(ours) / median(theirs),
    target: MOST_TIMES_COPY,
  };
}

/** The command `ingest` with the file: how long by its own word, and the most memory it occupied. */
export async function measureImport(
  kind: string,
  file: string,
  env: Readonly<Record<string, string>>,
): Promise<Row[]> {
  const child = startIngest(["--provider", "ecb", "--file", file], env);
  const peak = await peakMB(child.pid, child.ended);
  const { code, out, log } = await child.ended;
  if (code !== 0) throw new Error(`ingest ends with ${code}:\n${out}\n${log}`);
  return [
    plainRow(`27 years from a file into the ${kind}`, out.split("\n")[0] ?? ""),
    {
      what: `peak memory of that, ${kind}`,
      ours: peak === null ? "not known" : `${Math.round(peak)} MB`,
      against: `allowed ${MOST_MB} MB`,
      ratio: peak === null ? null : peak / MOST_MB,
      target: peak === null ? undefined : 1,
    },
  ];
}

function bank(): Provider {
  const clock = () => new Date();
  return createEcb({
    door: createDoor({ fetch, clock, log: quietLog }),
    clock,
    filesUrl: "",
    apiUrl: "",
  });
}

/** Each measurement finds the same empty tables and nothing of the last one left to be written. */
async function timed(
  { sql }: Storage,
  work: () => Promise<void>,
): Promise<number> {
  await sql`truncate rates, rate_revisions, ledger`;
  await sql`checkpoint`;
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}

/** The floor: the rows as they are, into the table with all its indexes and constraints. */
async function copy(
  { sql }: Storage,
  rows: readonly Observation[],
): Promise<number> {
  const [provider] = await sql<{ id: number }[]>`
    select id from providers where key = 'ecb'`;
  const at = new Date().toISOString();
  function* texts(): Generator<string> {
    for (let from = 0; from < rows.length; from += COPY_ROWS) {
      yield rows.slice(from, from + COPY_ROWS).map((row) =>
        `${provider?.id}\t${row.base}\t${row.quote}\t${row.date}\t${row.rate}\t${at}\n`
      ).join("");
    }
  }
  await pipeline(
    Readable.from(texts()),
    await sql`
      copy rates (provider_id, base, quote, date, rate, fetched_at) from stdin`
      .writable(),
  );
  const [counted] = await sql<{ count: number }[]>`
    select count(*)::integer as count from rates`;
  return counted?.count ?? 0;
}

function expectRows(found: number, wanted: number): void {
  if (found !== wanted) throw new Error(`${found} rows in place of ${wanted}`);
}

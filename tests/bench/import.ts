/** A whole history from its file: against a plain `copy` of the same rows, and the memory that it takes. */

import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { arrange } from "../../db/arrange.ts";
import { openStorage, type Storage } from "../../db/storage.ts";
import { createImportFile } from "../../jobs/import_file.ts";
import { createEcb } from "../../providers/ecb.ts";
import { createDoor } from "../../providers/http.ts";
import { system } from "../../rates/accounts/system.ts";
import type { Observation, Provider } from "../../rates/ports.ts";
import { quietLog } from "../support/databases.ts";
import { startIngest } from "../support/ingest_process.ts";
import { addProviders } from "../support/stored.ts";
import { peakMB } from "./memory.ts";
import type { Quiet } from "./quiet.ts";
import { boundRow, compare, plainRow, type Row, timed, UNITS } from "./row.ts";

const MOST_MB = 256;
/** What the store writes at a time too. */
const COPY_ROWS = 2_000;

/** The file into the server at this address through the store, and its rows by `copy`, in turn. */
export async function measureAgainstCopy(
  quiet: Quiet,
  { file, databaseUrl }: {
    readonly file: string;
    readonly databaseUrl: string;
  },
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
  const importFile = createImportFile({ store: storage.rates, clock });
  return await compare(quiet, {
    what: `${rows.length} rates from a file, Postgres server`,
    unit: UNITS.seconds,
    ours: () =>
      onEmptyTables(storage, async () => {
        const { saved } = await importFile(
          provider,
          await Deno.readFile(file),
          system("command"),
        );
        expectRows(saved.inserted, rows.length);
      }),
    theirs: {
      name: "copy",
      measure: () =>
        onEmptyTables(storage, async () => {
          expectRows(await copy(storage, rows), rows.length);
        }),
    },
    reach: { atMost: 2 },
  });
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
    plainRow(`27 years from a file, ${kind}`, out.split("\n")[0] ?? ""),
    boundRow({
      what: `peak memory of that, ${kind}`,
      unit: UNITS.MB,
      value: peak,
      most: MOST_MB,
    }),
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
async function onEmptyTables(
  { sql }: Storage,
  work: () => Promise<void>,
): Promise<number> {
  await sql`truncate rates, rate_revisions, ledger`;
  await sql`checkpoint`;
  return await timed(work);
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

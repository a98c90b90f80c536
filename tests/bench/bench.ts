/**
 * Measures the service against baselines in the same run, both sides in turn: prints medians and ratios, and writes them
 * to `results/`. With `--check` a ratio above its target is exit code 1; with `--loading` only what loads is measured.
 */

import postgres from "postgres";
import { startPostgres } from "../support/postgres.ts";
import { noNetwork } from "../support/process.ts";
import { generatedHistory } from "./history.ts";
import { measureAgainstCopy, measureImport } from "./import.ts";
import { measureIngestion } from "./ingestion.ts";
import { measureServing, measureStarts } from "./serving.ts";
import { isMissed, lines, type Row, writeResults } from "./table.ts";

const RESULTS = new URL("./results/", import.meta.url);

const check = Deno.args.includes("--check");
const serving = !Deno.args.includes("--loading");

const rows: Row[] = [];
const folder = await Deno.makeTempDir({ prefix: "mycurrency-bench-" });
try {
  const env = {
    ...await noNetwork(),
    DATA_DIR: `${folder}/data`,
    BOOTSTRAP_HISTORY: "off",
    LOG_LEVEL: "error",
  };
  const file = `${folder}/eurofxref-hist.zip`;
  await Deno.writeFile(file, generatedHistory());
  if (serving) rows.push(...await measureStarts(env));
  rows.push(...await measureImport("embedded Postgres", file, env));
  if (serving) rows.push(...await measureServing("embedded Postgres", env));
  await using cluster = await startPostgres();
  if (cluster) {
    const server = { ...env, DATABASE_URL: cluster.url("postgres") };
    rows.push(...await measureImport("Postgres server", file, server));
    if (serving) rows.push(...await measureServing("Postgres server", server));
    const sql = postgres(server.DATABASE_URL, { max: 1 });
    for (const name of ["copying", "asking"]) {
      await sql.unsafe(`create database ${name}`);
    }
    await sql.end();
    rows.push(await measureAgainstCopy(file, cluster.url("copying")));
    rows.push(await measureIngestion(cluster.url("asking")));
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}

say(lines(rows).join("\n"));
say(await writeResults(rows, { folder: RESULTS, at: new Date() }));
const missed = rows.filter(isMissed);
if (check && missed.length > 0) {
  say(`Above the target: ${missed.map(({ what }) => what).join("; ")}`);
  Deno.exitCode = 1;
}

function say(text: string): void {
  // deno-lint-ignore no-console
  console.log(text);
}

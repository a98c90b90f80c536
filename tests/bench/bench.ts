/**
 * Measures the service against baselines in the same run, both sides in turn and while the machine is quiet: prints
 * medians and ratios, and writes them to `results/`. With `--check` a missed promise is exit code 1; with `--only=name,name` only those parts are measured;
 * with `--soak=minutes` instead of them a long time of everything at once.
 */

import { parseArgs } from "@std/cli/parse-args";
import postgres from "postgres";
import { type Cluster, startPostgres } from "../support/postgres.ts";
import { noNetwork } from "../support/process.ts";
import { measureAdmin } from "./admin.ts";
import { measureBundle } from "./bundle.ts";
import { measureCold } from "./cold.ts";
import { measureGrowth } from "./growth.ts";
import { generatedHistory } from "./history.ts";
import { measureAgainstCopy, measureImport } from "./import.ts";
import { measureIngestion } from "./ingestion.ts";
import { Quiet } from "./quiet.ts";
import { isMissed, plainRow, type Row } from "./row.ts";
import { measureParallel, measureServing } from "./serving.ts";
import { soak } from "./soak.ts";
import { measureStarts } from "./starts.ts";
import { table, writeResults } from "./table.ts";

const RESULTS = new URL("./results/", import.meta.url);

/** What the parts share: settings without a network, a history to load, and a server where there is one. */
interface Ground {
  readonly env: Readonly<Record<string, string>>;
  readonly file: string;
  readonly cluster: Cluster | null;
  readonly quiet: Quiet;
}

/** The parts, in order: some use what those before them have loaded. */
const PARTS: Readonly<Record<string, (ground: Ground) => Promise<Row[]>>> = {
  start: ({ quiet, env }) => measureStarts(quiet, env),
  embedded: async ({ quiet, env, file }) => [
    ...await measureImport("embedded", file, env),
    ...await measureServing(quiet, { kind: "embedded", env }),
  ],
  server: onServer(async ({ quiet, env, file }) => [
    ...await measureImport("server", file, env),
    ...await measureServing(quiet, { kind: "server", env }),
    await measureParallel(quiet, env),
  ]),
  cold: onServer(async ({ quiet, env, file }) => {
    await measureImport("server", file, env);
    return await measureCold(quiet, env);
  }),
  growth: onServer(async ({ quiet, env, file, cluster }) => {
    await measureImport("server", file, env);
    return await measureGrowth(quiet, { cluster, env, small: "loaded" });
  }),
  load: onServer(async ({ quiet, file, cluster }) => {
    const sql = postgres(cluster.url("postgres"), { max: 1 });
    for (const name of ["copying", "asking"]) {
      await sql.unsafe(`create database ${name}`);
    }
    await sql.end();
    return [
      await measureAgainstCopy(quiet, {
        file,
        databaseUrl: cluster.url("copying"),
      }),
      await measureIngestion(quiet, cluster.url("asking")),
    ];
  }),
  bundle: async () => [await measureBundle()],
  admin: ({ quiet }) => measureAdmin(quiet),
};

/** Only where it is asked for: it takes its time. */
const SOAK = onServer(async ({ env, file }) => {
  await measureImport("server", file, env);
  return await soak({ env, folder, minutes: Number(minutes || 10), say });
});

const { check, only, soak: minutes } = parseArgs(Deno.args, {
  boolean: ["check"],
  string: ["only", "soak"],
});
const names = only?.split(",") ??
  (minutes === undefined ? Object.keys(PARTS) : ["soak"]);
const rows: Row[] = [];
await using quiet = await Quiet.find(new URL("fastest.json", RESULTS));
await using cluster = await startPostgres();
const folder = await Deno.makeTempDir({ prefix: "mycurrency-bench-" });
try {
  const file = `${folder}/eurofxref-hist.zip`;
  await Deno.writeFile(file, generatedHistory());
  const env = {
    ...await noNetwork(),
    DATA_DIR: `${folder}/data`,
    BOOTSTRAP_HISTORY: "off",
    LOG_LEVEL: "error",
    READS_PER_MINUTE: "0",
    TOKEN_READS_PER_MINUTE: "0",
  };
  for (const name of names) {
    const measure = name === "soak" ? SOAK : PARTS[name];
    if (!measure) throw new RangeError(`There is no part '${name}'`);
    rows.push(...await measure({ env, file, cluster, quiet }));
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}

rows.push(plainRow(
  "measured again, because the machine was disturbed",
  quiet.report,
));
say(table(rows));
say(await writeResults(rows, { folder: RESULTS, at: new Date() }));
const missed = rows.filter(isMissed);
if (check && missed.length > 0) {
  say(`Missed: ${missed.map(({ what }) => what).join("; ")}`);
  Deno.exitCode = 1;
}

/** A part that needs a server: its settings name the database `loaded`, which it finds empty or with the history. */
function onServer(
  measure: (ground: Ground & { readonly cluster: Cluster }) => Promise<Row[]>,
): (ground: Ground) => Promise<Row[]> {
  return async (ground) => {
    const { cluster } = ground;
    if (!cluster) return [];
    const sql = postgres(cluster.url("postgres"), { max: 1 });
    await sql`select 1 from pg_database where datname = 'loaded'`
      .then(async (found) => {
        if (found.count === 0) await sql.unsafe("create database loaded");
      });
    await sql.end();
    const env = { ...ground.env, DATABASE_URL: cluster.url("loaded") };
    return await measure({ ...ground, cluster, env });
  };
}

function say(text: string): void {
  // deno-lint-ignore no-console
  console.log(text);
}

/** Measures the service against baselines in the same run, both sides in turn, and prints medians and ratios. */

import { strToU8, zipSync } from "fflate";
import { runCommand, type Running, startProcess } from "../support/process.ts";
import { noNetwork } from "../support/process.ts";
import { startPostgres } from "../support/postgres.ts";
import { measureLoad } from "./load.ts";

/** One line of the table. */
interface Row {
  readonly what: string;
  readonly ours: string;
  readonly against: string;
  readonly ratio: number | null;
}

const ROUNDS = 3;
const SECONDS = 3;

const rows: Row[] = [];
const folder = await Deno.makeTempDir({ prefix: "mycurrency-bench-" });
try {
  const env = {
    ...await noNetwork(),
    DATA_DIR: `${folder}/data`,
    BOOTSTRAP_HISTORY: "off",
    LOG_LEVEL: "error",
  };
  await measureStarts(env);
  await measureImport("embedded Postgres", env);
  await measureServing("embedded Postgres", env);
  await using cluster = await startPostgres();
  if (cluster) {
    const server = { ...env, DATABASE_URL: cluster.url("postgres") };
    await measureImport("Postgres server", server);
    await measureServing("Postgres server", server);
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}
print(rows);

async function measureStarts(env: Record<string, string>): Promise<void> {
  const timed = async () => {
    const startMs = performance.now();
    await using service = await startProcess(env);
    await answered(`${service.address}/readyz`);
    const tookMs = performance.now() - startMs;
    await service.stop("SIGTERM");
    return tookMs;
  };
  add("first start to first answer", seconds(await timed()));
  const later = [await timed(), await timed(), await timed()];
  add("second start to first answer", seconds(median(later)));
}

async function measureImport(
  kind: string,
  env: Record<string, string>,
): Promise<void> {
  const file = `${folder}/eurofxref-hist.zip`;
  await Deno.writeFile(file, generatedHistory());
  const { out } = await runCommand(
    ["ingest", "--provider", "ecb", "--file", file],
    env,
  );
  add(`27 years from a file into the ${kind}`, out.split("\n")[0] ?? "");
}

async function measureServing(
  kind: string,
  env: Record<string, string>,
): Promise<void> {
  await using service = await startProcess(env);
  const series = "currency-rates?source=USD&symbols=INR,GBP";
  for (
    const [what, path] of [
      ["one rate", "exchange-rate?source=USD&target=INR&date=2024-10-25"],
      ["7 weeks of 2", `${series}&date_from=2024-01-12&date_to=2024-02-28`],
    ] as const
  ) {
    await against(`${what}, ${kind}`, `${service.address}/api/v1/${path}`);
  }
  add(`resident memory after that, ${kind}`, await residentMemory(service));
  await service.stop("SIGTERM");
}

async function against(what: string, url: string): Promise<void> {
  const bare = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--allow-net",
      new URL("bare_server.ts", import.meta.url).pathname,
      url,
    ],
    stdout: "piped",
  }).spawn();
  try {
    const reader = bare.stdout.getReader();
    const { value } = await reader.read();
    const bareUrl = new TextDecoder().decode(value).trim();
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      ours.push((await measureLoad(url, SECONDS)).requestsPerSecond);
      theirs.push((await measureLoad(bareUrl, SECONDS)).requestsPerSecond);
    }
    await reader.cancel();
    rows.push({
      what,
      ours: `${Math.round(median(ours))}/s`,
      against: `bare server ${Math.round(median(theirs))}/s`,
      ratio: median(ours) / median(theirs),
    });
  } finally {
    bare.kill();
    await bare.status;
  }
}

/** As many days and rates as the European Central Bank has published, with digits of the same length. */
function generatedHistory(): Uint8Array {
  const codes =
    "USD JPY CZK DKK GBP HUF PLN SEK CHF NOK AUD CAD HKD KRW NZD SGD ZAR INR BRL CNY IDR ILS MXN MYR PHP THB TRY RON ISK BGN HRK"
      .split(" ");
  const lines = [`Date,${codes.join(",")},`];
  for (
    let time = Date.UTC(2025, 11, 31);
    time >= Date.UTC(1999, 0, 4);
    time -= 86_400_000
  ) {
    const date = new Date(time);
    if (date.getUTCDay() % 6 === 0) continue;
    const day = date.toISOString().slice(0, 10);
    const rates = codes.map((code, i) =>
      code === "HRK" && day > "2022-12-30"
        ? "N/A"
        : ((i + 1) * 1.2345 + (time / 86_400_000 % 997) / 9_973).toFixed(4)
    );
    lines.push(`${day},${rates.join(",")},`);
  }
  return zipSync({ "eurofxref-hist.csv": strToU8(lines.join("\n")) });
}

async function answered(url: string): Promise<void> {
  const response = await fetch(url);
  await response.body?.cancel();
}

async function residentMemory({ pid }: Running): Promise<string> {
  try {
    const status = await Deno.readTextFile(`/proc/${pid}/status`);
    const kB = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]);
    return `${Math.round(kB / 1024)} MB`;
  } catch {
    return "not known on this system";
  }
}

function add(what: string, ours: string): void {
  rows.push({ what, ours, against: "", ratio: null });
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function print(table: readonly Row[]): void {
  for (const { what, ours, against: other, ratio } of table) {
    const compared = ratio === null ? "" : `${other}   ${ratio.toFixed(2)} ×`;
    // deno-lint-ignore no-console
    console.log(`${what.padEnd(52)} ${ours.padEnd(12)} ${compared}`);
  }
}

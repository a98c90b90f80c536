/** The running service: how soon it answers after its start, and how fast against a server that does nothing else. */

import { type Running, startProcess } from "../support/process.ts";
import { measureLoad } from "./load.ts";
import { residentMB } from "./memory.ts";
import { median, plainRow, type Row, seconds } from "./table.ts";

const ROUNDS = 3;
const SECONDS = 3;

type Env = Readonly<Record<string, string>>;

/** The first start with this folder, which migrates and stores, and later ones. */
export async function measureStarts(env: Env): Promise<Row[]> {
  const first = await timeStart(env);
  const later = [
    await timeStart(env),
    await timeStart(env),
    await timeStart(env),
  ];
  return [
    plainRow("first start to first answer", seconds(first)),
    plainRow("second start to first answer", seconds(median(later))),
  ];
}

/** Questions to the service, and its memory after them. */
export async function measureServing(kind: string, env: Env): Promise<Row[]> {
  await using service = await startProcess(env);
  const series = "currency-rates?source=USD&symbols=INR,GBP";
  const rows: Row[] = [];
  for (
    const [what, path] of [
      ["one rate", "exchange-rate?source=USD&target=INR&date=2024-10-25"],
      ["7 weeks of 2", `${series}&date_from=2024-01-12&date_to=2024-02-28`],
    ] as const
  ) {
    const url = `${service.address}/api/v1/${path}`;
    rows.push(await against(`${what}, ${kind}`, url));
  }
  rows.push(await memoryAfter(kind, service));
  await service.stop("SIGTERM");
  return rows;
}

async function timeStart(env: Env): Promise<number> {
  const startMs = performance.now();
  await using service = await startProcess(env);
  const response = await fetch(`${service.address}/readyz`);
  await response.body?.cancel();
  const tookMs = performance.now() - startMs;
  await service.stop("SIGTERM");
  return tookMs;
}

async function memoryAfter(kind: string, { pid }: Running): Promise<Row> {
  const used = await residentMB(pid);
  return plainRow(
    `resident memory after that, ${kind}`,
    used === null ? "not known" : `${Math.round(used)} MB`,
  );
}

async function against(what: string, url: string): Promise<Row> {
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
    return {
      what,
      ours: `${Math.round(median(ours))}/s`,
      against: `bare server ${Math.round(median(theirs))}/s`,
      ratio: median(ours) / median(theirs),
    };
  } finally {
    bare.kill();
    await bare.status;
  }
}

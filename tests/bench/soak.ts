/**
 * A long time of everything at once: questions of all kinds while history is loaded anew and providers change places.
 * Prints what the process occupies every ten seconds; an error, growing memory or growing descriptors miss the promise.
 */

import { openStorage } from "../../db/storage.ts";
import { system } from "../../rates/accounts/system.ts";
import { quietLog } from "../support/databases.ts";
import { startIngest } from "../support/ingest_process.ts";
import { startProcess } from "../support/process.ts";
import { generatedHistory } from "./history.ts";
import { residentMB } from "./memory.ts";
import { dateOf, HOT, longRange, ratePath, seriesPath } from "./questions.ts";
import { boundRow, median, plainRow, type Row, UNITS } from "./row.ts";

type Env = Readonly<Record<string, string>>;

/** One look at the process. */
interface Sample {
  readonly second: number;
  readonly answers: number;
  readonly errors: number;
  readonly slowestMs: number;
  readonly memoryMB: number;
  readonly descriptors: number;
}

const ASKERS = 8;
const SAMPLE_MS = 10_000;
const REORDER_MS = 7_000;
const LOAD_MS = 45_000;
/** The last third of the samples to the one before. */
const MOST_GROWTH = 1.1;
/** Connections come and go. */
const MORE_DESCRIPTORS = 16;

/** Asks for so many minutes. */
export async function soak(
  { env, folder, minutes, say }: {
    readonly env: Env;
    readonly folder: string;
    readonly minutes: number;
    readonly say: (line: string) => void;
  },
): Promise<Row[]> {
  await using service = await startProcess(env);
  await using storage = await openStorage({
    databaseUrl: env.DATABASE_URL ?? null,
    dataDir: env.DATA_DIR ?? "",
    log: quietLog,
    attach: true,
  });
  const ending = AbortSignal.timeout(minutes * 60_000);
  const counted = { answers: 0, slowestMs: 0 };
  const errors: string[] = [];
  const samples: Sample[] = [];
  const failed = (what: string) => (error: unknown) => {
    if (!ending.aborted) errors.push(`${what}: ${error}`);
  };

  async function askOn(asker: number): Promise<void> {
    for (let i = asker; !ending.aborted; i += ASKERS) {
      const path = `/api/v1/${pathOf(i)}`;
      const startMs = performance.now();
      try {
        const response = await fetch(`${service.address}${path}`);
        const body = await response.text();
        if (!response.ok) throw new Error(`${response.status} ${body}`);
      } catch (error) {
        failed(path)(error);
      }
      counted.answers++;
      const tookMs = performance.now() - startMs;
      counted.slowestMs = Math.max(counted.slowestMs, tookMs);
    }
  }

  async function loadAgain(revision: number): Promise<void> {
    const file = `${folder}/revised.zip`;
    await Deno.writeFile(file, generatedHistory(revision));
    const args = ["--provider", "ecb", "--file", file];
    const { code, out, log } = await startIngest(args, env).ended;
    if (code !== 0) throw new Error(`ingest ends with ${code}: ${out}${log}`);
  }

  async function reorder(): Promise<void> {
    const order = (await storage.providers.list()).map(({ key }) => key);
    const [first = "", ...rest] = order;
    await storage.providers.setOrder(
      [...rest, first],
      null,
      system("command"),
    );
  }

  async function sample(round: number): Promise<void> {
    const { answers, slowestMs } = counted;
    counted.answers = counted.slowestMs = 0;
    const one: Sample = {
      second: (round + 1) * SAMPLE_MS / 1_000,
      answers,
      errors: errors.length,
      slowestMs,
      memoryMB: await residentMB(service.pid) ?? NaN,
      descriptors: await descriptorsOf(service.pid),
    };
    samples.push(one);
    say(
      `${one.second} s: ${answers} answers, the slowest in ${
        UNITS.ms(slowestMs)
      }, ${one.errors} errors, ${
        UNITS.MB(one.memoryMB)
      }, ${one.descriptors} descriptors`,
    );
  }

  const every = async (
    ms: number,
    what: string,
    work: (round: number) => Promise<void>,
  ) => {
    for (let round = 0; await pass(ms, ending); round++) {
      await work(round).catch(failed(what));
    }
  };
  await Promise.all([
    ...Array.from({ length: ASKERS }, (_, asker) => askOn(asker)),
    every(REORDER_MS, "reordering", reorder),
    every(LOAD_MS, "loading", (round) => loadAgain(round + 1)),
    every(SAMPLE_MS, "looking", sample),
  ]);
  await service.stop("SIGTERM");
  for (const error of new Set(errors)) say(error);
  return rowsOf(samples, errors.length, minutes);
}

/** Half of what is asked is asked often; the rest is new, and one in a hundred is large. */
function pathOf(i: number): string {
  if (i % 2 === 0) return i % 4 === 0 ? HOT.rate : HOT.weeks;
  const date = dateOf(i);
  switch (i % 100) {
    case 1:
      return seriesPath(longRange(i));
    case 3:
      return `${seriesPath(longRange(i))}&format=csv`;
    case 5:
      return "currencies";
    case 7:
      return `currency-rates?source=USD&date_from=${date}&date_to=${date}`;
    default:
      return i % 5 === 0
        ? `convert?source=USD&targets=EUR,INR,JPY&amount=${i}.5&date=${date}`
        : ratePath(i);
  }
}

async function descriptorsOf(pid: number): Promise<number> {
  try {
    return (await Array.fromAsync(Deno.readDir(`/proc/${pid}/fd`))).length;
  } catch {
    // No Linux.
    return NaN;
  }
}

/** Waits; false when that is over. */
function pass(ms: number, ending: AbortSignal): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const end = () => {
    clearTimeout(timer);
    resolve(false);
  };
  const timer = setTimeout(() => {
    ending.removeEventListener("abort", end);
    resolve(true);
  }, ms);
  ending.addEventListener("abort", end, { once: true });
  if (ending.aborted) end();
  return promise;
}

function rowsOf(
  samples: readonly Sample[],
  errors: number,
  minutes: number,
): Row[] {
  const third = Math.floor(samples.length / 3);
  const [before, after] = [
    samples.slice(-2 * third, -third),
    samples.slice(-third),
  ];
  const middle = (some: readonly Sample[], of: (one: Sample) => number) =>
    median(some.map(of));
  const memory = (one: Sample) => one.memoryMB;
  const descriptors = (one: Sample) => one.descriptors;
  const answers = samples.reduce((sum, one) => sum + one.answers, 0);
  return [
    plainRow(
      `${minutes} minutes of everything`,
      `${answers.toLocaleString("en")} answers`,
    ),
    // One error is twice what is allowed.
    boundRow({
      what: "errors",
      unit: (value) => String(Math.floor(value)),
      value: errors,
      most: 0.5,
    }),
    boundRow({
      what: "memory, last third to the one before",
      unit: UNITS.MB,
      value: middle(after, memory),
      most: middle(before, memory) * MOST_GROWTH,
    }),
    boundRow({
      what: "descriptors, last third to the one before",
      unit: String,
      value: middle(after, descriptors),
      most: middle(before, descriptors) + MORE_DESCRIPTORS,
    }),
  ];
}

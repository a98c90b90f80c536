/** The service with a whole history behind it, on either kind of database, on one thread and on two. */

import { startProcess } from "../support/process.ts";
import { serveParallel } from "../support/parallel_process.ts";
import { measureLoad } from "./load.ts";
import { peakMB, residentMB } from "./memory.ts";
import { HOT } from "./questions.ts";
import type { Quiet } from "./quiet.ts";
import { boundRow, compare, plainRow, type Row, UNITS } from "./row.ts";
import { measureWarm } from "./warm.ts";

type Env = Readonly<Record<string, string>>;

const MOST_MB = 256;

/** One process: how fast, and what it occupies after that. */
export async function measureServing(
  quiet: Quiet,
  { kind, env }: { readonly kind: string; readonly env: Env },
): Promise<Row[]> {
  await using service = await startProcess(env);
  const { address } = service;
  const rows = await measureWarm(quiet, { kind, address });
  const now = await residentMB(service.pid);
  rows.push(boundRow({
    what: `memory after that (${kind})`,
    unit: UNITS.MB,
    value: now,
    most: MOST_MB,
  }));
  const ended = service.stop("SIGTERM");
  const peak = await peakMB(service.pid, ended);
  if (peak !== null) {
    rows.push(plainRow(`its peak (${kind})`, UNITS.MB(peak)));
  }
  return rows;
}

/** Two workers of one process against one, while the asking takes a core of its own. */
export async function measureParallel(quiet: Quiet, env: Env): Promise<Row> {
  const main = new URL("../../main.ts", import.meta.url);
  await using two = await serveParallel(main, env);
  await using one = await startProcess(env);
  const rate = `api/v1/${HOT.rate}`;
  return await compare(quiet, {
    what: "one rate, warm, deno serve --parallel",
    unit: UNITS.perSecond,
    ours: () => measureLoad(`${two.address}/${rate}`),
    theirs: {
      name: "one thread",
      measure: () => measureLoad(`${one.address}/${rate}`),
    },
    reach: null,
  });
}

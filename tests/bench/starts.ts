/** How soon the service answers after its start, with the embedded database. */

import { startProcess } from "../support/process.ts";
import type { Quiet } from "./quiet.ts";
import { boundRow, median, plainRow, type Row, timed, UNITS } from "./row.ts";

type Env = Readonly<Record<string, string>>;

const MOST_MS = 2_000;
const ROUNDS = 5;

/** The first start with this folder, which creates, migrates and stores, and later ones. */
export async function measureStarts(quiet: Quiet, env: Env): Promise<Row[]> {
  const first = await timeStart(env);
  const later: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    later.push(await quiet.measure(() => timeStart(env)));
  }
  return [
    plainRow(
      "first start to first answer, embedded",
      UNITS.seconds(first),
    ),
    boundRow({
      what: "second start to first answer, embedded",
      unit: UNITS.seconds,
      value: median(later),
      most: MOST_MS,
    }),
  ];
}

async function timeStart(env: Env): Promise<number> {
  let end = () => Promise.resolve(0);
  const tookMs = await timed(async () => {
    const service = await startProcess(env);
    end = () => service.stop("SIGTERM");
    const response = await fetch(`${service.address}/readyz`);
    await response.body?.cancel();
  });
  await end();
  return tookMs;
}

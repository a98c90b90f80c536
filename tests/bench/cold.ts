/** Questions that no cache can answer: against what they cost the database alone. */

import { z } from "zod";
import type { Quiet } from "./quiet.ts";
import { ratioRow, type Row, UNITS } from "./row.ts";

const timesSchema = z.object({
  rateMs: z.number(),
  selectMs: z.number(),
  seriesMs: z.number(),
  scansMs: z.number(),
});

/** The medians of one process, in milliseconds. */
export type ColdTimes = z.infer<typeof timesSchema>;

type Env = Readonly<Record<string, string>>;

/** One rate and 25 years, each in turn with its floor. */
export async function measureCold(quiet: Quiet, env: Env): Promise<Row[]> {
  const times = await quiet.measure(() => askCold(env));
  return [
    ratioRow({
      what: "one rate, cold",
      unit: UNITS.ms,
      ours: times.rateMs,
      theirs: { name: "one select", value: times.selectMs },
      reach: { atMost: 3 },
    }),
    ratioRow({
      what: "25 years daily of a cross pair, cold",
      unit: UNITS.ms,
      ours: times.seriesMs,
      theirs: {
        name: "two index scans and JSON.stringify",
        value: times.scansMs,
      },
      reach: { atMost: 1.5 },
    }),
  ];
}

/** Asks in a fresh process. */
export async function askCold(env: Env): Promise<ColdTimes> {
  const program = new URL("cold_process.ts", import.meta.url);
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--no-prompt", program.pathname],
    cwd: new URL(".", import.meta.url),
    env: { ...env },
    stdin: "null",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (code !== 0) throw new Error(`Asking cold failed:\n${text(stderr)}`);
  // The service may have said something before.
  const last = text(stdout).trim().split("\n").at(-1) ?? "";
  return timesSchema.parse(JSON.parse(last));
}

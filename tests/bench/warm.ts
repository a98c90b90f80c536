/** The running service, asked the same again and again: how fast, against a server that does nothing else. */

import { startBare } from "./bare.ts";
import { measureLoad } from "./load.ts";
import { HOT } from "./questions.ts";
import type { Quiet } from "./quiet.ts";
import { compare, type Row, UNITS } from "./row.ts";

const QUESTIONS = [
  { what: "one rate, warm", path: HOT.rate, atLeast: 0.8 },
  { what: "7 weeks of 2, warm", path: HOT.weeks, atLeast: 0.8 },
  { what: "25 years daily, warm", path: HOT.years, atLeast: 0.9 },
] as const;

/** Each question to the service at this address. */
export async function measureWarm(
  quiet: Quiet,
  { kind, address }: { readonly kind: string; readonly address: string },
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { what, path, atLeast } of QUESTIONS) {
    const url = `${address}/api/v1/${path}`;
    await using bare = await startBare(url);
    // Until the code is compiled.
    for (const one of [url, bare.url]) await measureLoad(one, 1);
    rows.push(
      await compare(quiet, {
        what: `${what} (${kind})`,
        unit: UNITS.perSecond,
        ours: () => measureLoad(url),
        theirs: { name: "bare server", measure: () => measureLoad(bare.url) },
        reach: { atLeast },
      }),
    );
  }
  return rows;
}

/** The command `ingest`: its arguments, its words and its exit codes. */

import { parseArgs } from "@std/cli/parse-args";
import { AppError } from "../rates/errors.ts";
import type { Clock, Provider, RateStore } from "../rates/ports.ts";
import { type Imported, importFile } from "./import_file.ts";

/** What the command needs. */
export interface IngestDeps {
  readonly providers: ReadonlyMap<string, Provider>;
  readonly store: Pick<RateStore, "save">;
  readonly clock: Clock;
  readonly readFile: (path: string) => Promise<Uint8Array>;
  readonly print: (line: string) => void;
}

/** How the command ended; what a shell sees. */
export const EXIT = { done: 0, usage: 2, fault: 4 } as const;

const USAGE = `Loads a file of rates as its provider publishes it.

  deno task ingest --provider ecb --file eurofxref-hist.zip

  --provider  whose file it is
  --file      the file: for ecb a zip, CSV or XML of its reference rates`;

/** Rejected rows that are shown one by one. */
const SHOWN_ROWS = 20;

/** Runs the command and gives its exit code. */
export async function ingest(
  args: readonly string[],
  deps: IngestDeps,
): Promise<number> {
  const parsed = parseCommand(args);
  if ("usage" in parsed) {
    deps.print(parsed.usage);
    return parsed.exit;
  }
  const provider = deps.providers.get(parsed.provider);
  if (!provider) {
    const known = [...deps.providers.keys()].join(", ");
    deps.print(
      `There is no provider '${parsed.provider}'. There are: ${known}.`,
    );
    return EXIT.usage;
  }
  try {
    const startedMs = performance.now();
    const bytes = await deps.readFile(parsed.file);
    const imported = await importFile(provider, bytes, deps);
    const seconds = (performance.now() - startedMs) / 1_000;
    for (const line of summary(provider.facts.key, imported, seconds)) {
      deps.print(line);
    }
    return EXIT.done;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      deps.print(`There is no file '${parsed.file}'.`);
      return EXIT.usage;
    }
    if (!(error instanceof AppError)) throw error;
    deps.print(`Nothing was stored. ${error.message}`);
    return error.code === "invalid_request" ? EXIT.usage : EXIT.fault;
  }
}

interface Command {
  readonly provider: string;
  readonly file: string;
}

function parseCommand(
  args: readonly string[],
): Command | { readonly usage: string; readonly exit: number } {
  const unknown: string[] = [];
  const flags: { provider?: string; file?: string; help?: boolean } = parseArgs(
    [...args],
    {
      string: ["provider", "file"],
      boolean: ["help"],
      alias: { h: "help" },
      unknown: (arg: string) => {
        unknown.push(arg);
        return false;
      },
    },
  );
  if (flags.help) return { usage: USAGE, exit: EXIT.done };
  const { provider, file } = flags;
  const wrong = unknown.length > 0
    ? `Not understood: ${unknown.join(" ")}.`
    : !provider || !file
    ? "Give both --provider and --file."
    : null;
  if (wrong || !provider || !file) {
    return { usage: `${wrong}\n\n${USAGE}`, exit: EXIT.usage };
  }
  return { provider, file };
}

function* summary(
  key: string,
  { saved, rejected }: Imported,
  seconds: number,
): Generator<string> {
  const { inserted, revised, unchanged, days, emptyDays } = saved;
  const rates = count(inserted + revised + unchanged, "rate");
  const read = `${key}: ${rates} of ${count(days, "day")}, and ${
    count(emptyDays, "day")
  } without rates, in ${seconds.toFixed(1)} s.`;
  yield read;
  yield inserted + revised === 0
    ? "Nothing changed: all of them were there already."
    : `New: ${number(inserted)}. Revised: ${number(revised)}. Unchanged: ${
      number(unchanged)
    }.`;
  if (rejected.length === 0) return;
  yield `${count(rejected.length, "row")} not stored:`;
  for (const { row, reason } of rejected.slice(0, SHOWN_ROWS)) {
    yield `  ${row}: ${reason}`;
  }
  if (rejected.length > SHOWN_ROWS) {
    yield `  and ${number(rejected.length - SHOWN_ROWS)} more`;
  }
}

function count(n: number, noun: string): string {
  return `${number(n)} ${noun}${n === 1 ? "" : "s"}`;
}

function number(n: number): string {
  return n.toLocaleString("en");
}

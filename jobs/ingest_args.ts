/** The arguments of the command `ingest`: what they may be, and what they mean. */

import { parseArgs } from "@std/cli/parse-args";
import { type Day, parseDay } from "../rates/day.ts";
import { EXIT } from "./exit.ts";
import type { Fault } from "./voice.ts";

/** What the command was asked to do; `json` for whoever wants lines of JSON. */
export type IngestCommand =
  | {
    readonly kind: "file";
    readonly provider: string;
    readonly file: string;
    readonly json: boolean;
  }
  | {
    readonly kind: "range";
    readonly provider: string;
    /** Null for the first day of the provider's history. */
    readonly from: Day | null;
    /** Null for today. */
    readonly to: Day | null;
    /** Null for the setting's. */
    readonly maxRequests: number | null;
    readonly dryRun: boolean;
    readonly json: boolean;
  };

/** Arguments that ask for nothing to be done. */
export type Unusable =
  | { readonly kind: "help"; readonly usage: string; readonly json: boolean }
  | {
    readonly kind: "mistake";
    readonly fault: Fault;
    readonly usage: string;
    readonly json: boolean;
  };

const USAGE =
  `Loads history: from a provider, or from a file as it publishes it.

  deno task ingest --provider frankfurter --from 2024-01-01 --to 2024-12-31
  deno task ingest --provider ecb --file eurofxref-hist.zip

  --provider KEY    whose history: currencybeacon, ecb, frankfurter, openexchangerates, currency-api
  --from DAY        the first day, such as 2024-01-01; without it the first of the provider's history
  --to DAY          the last day; without it today
  --max-requests N  pause after N requests, retries too; 0 for no limit; without it what the open load of this range
                    has, or INGEST_MAX_REQUESTS (30)
  --dry-run         say what would be asked for, and ask for nothing
  --file FILE       load this file in place of asking: for ecb a zip, CSV or XML of its reference rates
  --json            say everything on standard output in lines of JSON; the last is an end or a fault

Days that are loaded are not asked for again: the same command goes on where it stopped, and so does the running
service by itself.

Exit codes: 0 done, 2 wrong usage or settings, 3 paused because a budget is spent, 4 a fault of the provider or the
database, 130 stopped by Ctrl-C.`;

const HINT = "deno task ingest --help lists what can be given.";

interface Flags {
  readonly provider?: string;
  readonly file?: string;
  readonly from?: string;
  readonly to?: string;
  readonly help?: boolean;
  readonly json?: boolean;
  readonly "max-requests"?: string;
  readonly "dry-run"?: boolean;
}

/** Parses the arguments. */
export function parseIngest(
  args: readonly string[],
): IngestCommand | Unusable {
  const unknown: string[] = [];
  const flags: Flags = parseArgs([...args], {
    string: ["provider", "file", "from", "to", "max-requests"],
    boolean: ["help", "dry-run", "json"],
    alias: { h: "help" },
    unknown: (arg: string) => {
      unknown.push(arg);
      return false;
    },
  });
  const { json = false } = flags;
  const usage = USAGE;
  if (flags.help) return { kind: "help", usage, json };
  const command = unknown.length > 0
    ? `Not understood: ${unknown.join(" ")}.`
    : commandOf(flags);
  if (typeof command !== "string") return command;
  const fault = { code: "usage", message: command, exit: EXIT.usage };
  // Below twenty lines of help nobody would see what is wrong.
  const more = args.length === 0 ? usage : HINT;
  return { kind: "mistake", fault, usage: more, json };
}

/** The command, or what is wrong with it. */
function commandOf(flags: Flags): IngestCommand | string {
  const { provider, file, json = false } = flags;
  const max = flags["max-requests"];
  if (!provider) return "Say whose history to load: --provider ecb.";
  if (file !== undefined) {
    const others = [flags.from, flags.to, max].some((one) => one !== undefined);
    if (others || flags["dry-run"]) {
      return "A file is read whole: give --file with --provider, and no days or limits.";
    }
    return file === "" ? "Give the file's name." : {
      kind: "file",
      provider,
      file,
      json,
    };
  }
  const from = flags.from === undefined ? null : parseDay(flags.from);
  const to = flags.to === undefined ? null : parseDay(flags.to);
  for (
    const [name, text, date] of [["from", flags.from, from], [
      "to",
      flags.to,
      to,
    ]]
  ) {
    if (text !== undefined && date === null) {
      return `--${name} must be a day such as 2024-10-27, not '${text}'.`;
    }
  }
  if (from && to && from > to) {
    return `--from ${from} is after --to ${to}.`;
  }
  if (max !== undefined && !/^\d{1,9}$/.test(max)) {
    return `--max-requests must be a whole number, not '${max}'.`;
  }
  return {
    kind: "range",
    provider,
    from,
    to,
    maxRequests: max === undefined ? null : Number(max),
    dryRun: flags["dry-run"] ?? false,
    json,
  };
}

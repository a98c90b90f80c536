/** The command `ingest`: a file or a range of days, its words and its exit codes. */

import { AppError } from "../rates/errors.ts";
import type { Clock, RateStore } from "../rates/ports.ts";
import { type Imported, importFile } from "./import_file.ts";
import { EXIT, parseIngest } from "./ingest_args.ts";
import { ingestRange, type IngestRangeDeps } from "./ingest_range.ts";
import { count, number } from "./words.ts";

/** What the command needs. */
export interface IngestDeps extends IngestRangeDeps {
  readonly store: Pick<RateStore, "save">;
  readonly clock: Clock;
  readonly readFile: (path: string) => Promise<Uint8Array>;
}

/** Rejected rows that are shown one by one. */
const SHOWN_ROWS = 20;

/** Runs the command and gives its exit code. */
export async function ingest(
  args: readonly string[],
  deps: IngestDeps,
): Promise<number> {
  const command = parseIngest(args);
  if ("usage" in command) {
    deps.print(command.usage);
    return command.exit;
  }
  const provider = deps.providers.get(command.provider);
  if (!provider) {
    const known = [...deps.providers.keys()].join(", ");
    deps.print(
      `There is no provider '${command.provider}'. There are: ${known}.`,
    );
    return EXIT.usage;
  }
  if (command.kind === "range") {
    const { missingSetting, name } = provider.facts;
    if (missingSetting !== null) {
      deps.print(`${name} cannot be asked: set ${missingSetting} first.`);
      return EXIT.fault;
    }
    try {
      return await ingestRange(command, provider, deps);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      deps.print(error.message);
      return error.code === "invalid_request" ? EXIT.usage : EXIT.fault;
    }
  }
  try {
    const startedMs = performance.now();
    const bytes = await deps.readFile(command.file);
    const imported = await importFile(provider, bytes, deps);
    const seconds = (performance.now() - startedMs) / 1_000;
    for (const line of summary(provider.facts.key, imported, seconds)) {
      deps.print(line);
    }
    return EXIT.done;
  } catch (error) {
    const unreadable = whyUnreadable(error);
    if (unreadable) {
      deps.print(`'${command.file}' cannot be read: ${unreadable}.`);
      return EXIT.usage;
    }
    if (!(error instanceof AppError)) throw error;
    deps.print(`Nothing was stored. ${error.message}`);
    return error.code === "invalid_request" ? EXIT.usage : EXIT.fault;
  }
}

function whyUnreadable(error: unknown): string | null {
  const { NotFound, IsADirectory, PermissionDenied, NotCapable } = Deno.errors;
  if (error instanceof NotFound) return "there is no such file";
  if (error instanceof IsADirectory) return "it is a folder";
  if (error instanceof PermissionDenied || error instanceof NotCapable) {
    return "it may not be read by this user";
  }
  return null;
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

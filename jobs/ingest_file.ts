/** The command `ingest` for a file: read, stored, and told row by row where rows were not taken. */

import { system } from "../rates/accounts/system.ts";
import { AppError } from "../rates/errors.ts";
import type { Imported, ImportFile, Provider } from "../rates/ports.ts";
import { namedProvider } from "../rates/queue.ts";
import { EXIT } from "./exit.ts";
import type { IngestCommand } from "./ingest_args.ts";
import type { Voice } from "./voice.ts";
import { count, number, shownRows } from "./words.ts";

/** What loading a file needs. */
export interface IngestFileDeps {
  readonly providers: ReadonlyMap<string, Provider>;
  readonly importFile: ImportFile;
  readonly readFile: (path: string) => Promise<Uint8Array>;
  readonly voice: Voice;
}

/** Rejected rows that a line of JSON names. */
const TOLD_ROWS = 100;

/**
 * Loads the file and gives the exit code.
 * @throws {AppError} when it is not a file of this provider, or cannot be stored
 */
export async function ingestFile(
  { provider: key, file }: Extract<IngestCommand, { kind: "file" }>,
  deps: IngestFileDeps,
): Promise<number> {
  const { voice } = deps;
  const provider = namedProvider(deps.providers, key);
  const startedMs = performance.now();
  const bytes = await read(file, deps);
  if (typeof bytes === "string") {
    return voice.fault({
      code: "unreadable",
      message: `'${file}' cannot be read: ${bytes}.`,
      exit: EXIT.usage,
    });
  }
  const imported = await store(provider, bytes, deps);
  const seconds = (performance.now() - startedMs) / 1_000;
  const { rejected } = imported;
  const { days, emptyDays, ...rates } = imported.saved;
  voice.tell({
    event: "end",
    exit: EXIT.done,
    provider: key,
    file,
    days,
    empty_days: emptyDays,
    ...rates,
    rejected: rejected.length,
    rejected_rows: rejected.slice(0, TOLD_ROWS),
  });
  for (const line of summary(key, imported, seconds)) voice.say(line);
  return EXIT.done;
}

/** The file's bytes, or why there are none. */
async function read(
  file: string,
  { readFile }: IngestFileDeps,
): Promise<Uint8Array | string> {
  const { NotFound, IsADirectory, PermissionDenied, NotCapable } = Deno.errors;
  try {
    return await readFile(file);
  } catch (error) {
    if (error instanceof NotFound) return "there is no such file";
    if (error instanceof IsADirectory) return "it is a folder";
    if (error instanceof PermissionDenied || error instanceof NotCapable) {
      return "it may not be read by this user";
    }
    throw error;
  }
}

async function store(
  provider: Provider,
  bytes: Uint8Array,
  deps: IngestFileDeps,
): Promise<Imported> {
  try {
    return await deps.importFile(provider, bytes, system("command"));
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause;
    const { code, message, details } = cause;
    const sentence = code === "storage_unavailable"
      ? `${message} What is stored stays; the same command stores the rest.`
      : `Nothing was stored. ${message}`;
    throw new AppError(code, sentence, details, { cause });
  }
}

function* summary(
  key: string,
  { saved, rejected }: Imported,
  seconds: number,
): Generator<string> {
  const { inserted, revised, unchanged, days, emptyDays } = saved;
  const rates = count(inserted + revised + unchanged, "rate");
  yield `${key}: ${rates} of ${count(days, "day")}, and ${
    count(emptyDays, "day")
  } without rates, in ${seconds.toFixed(1)} s.`;
  yield inserted + revised === 0
    ? "Nothing changed: all of them were there already."
    : `New: ${number(inserted)}. Revised: ${number(revised)}. Unchanged: ${
      number(unchanged)
    }.`;
  yield* shownRows(rejected, rejected.length);
}

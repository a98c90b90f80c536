/** The command `ingest`: understood before anything is opened, done, and its faults told in sentences. */

import { AppError, ConfigError } from "../rates/errors.ts";
import { EXIT } from "./exit.ts";
import { parseIngest } from "./ingest_args.ts";
import { ingestFile, type IngestFileDeps } from "./ingest_file.ts";
import { ingestRange, type IngestRangeDeps } from "./ingest_range.ts";
import { createVoice, type Fault } from "./voice.ts";

/** What the command needs of the program, once it is open. */
export type IngestParts =
  & Omit<IngestRangeDeps, "voice" | "screen">
  & Omit<IngestFileDeps, "voice">
  & { close(): Promise<void> };

/** What the command needs. */
export interface IngestDeps extends Pick<IngestRangeDeps, "screen"> {
  /** Prints a line as it is. */
  readonly print: (line: string) => void;
  readonly open: () => Promise<IngestParts>;
}

/** Runs the command and gives its exit code; errors that nobody foresaw pass. */
export async function ingest(
  args: readonly string[],
  { print, open, screen }: IngestDeps,
): Promise<number> {
  const command = parseIngest(args);
  const say = screen ? (text: string) => screen.print(text) : print;
  const voice = createVoice({ print, say }, command);
  if (command.kind === "help") {
    voice.say(command.usage);
    voice.tell({ event: "help", usage: command.usage });
    return EXIT.done;
  }
  if (command.kind === "mistake") {
    voice.tell({ event: "fault", ...command.fault });
    voice.say(`${command.fault.message}\n${command.usage}`);
    return command.fault.exit;
  }
  try {
    const { close, ...parts } = await open();
    try {
      const deps = { ...parts, voice };
      return command.kind === "file"
        ? await ingestFile(command, deps)
        : await ingestRange(command, { ...deps, screen });
    } finally {
      await close();
    }
  } catch (error) {
    const fault = faultOf(error);
    if (!fault) throw error;
    return voice.fault(fault);
  }
}

/** What the operator can mend; null for a defect of the program. */
function faultOf(error: unknown): Fault | null {
  if (error instanceof ConfigError) {
    const { message } = error;
    return { code: "wrong_settings", message, exit: EXIT.usage };
  }
  if (!(error instanceof AppError)) return null;
  const { code, message } = error;
  const exit = code === "invalid_request" ? EXIT.usage : EXIT.fault;
  return { code, message, exit };
}

/** The log of the program: JSON lines on standard error, one event each. */

import { configure, getLogger, type LogRecord } from "@logtape/logtape";
import { AppError, ProviderError } from "../rates/errors.ts";
import type { Log } from "../rates/ports.ts";
import type { Screen } from "./screen.ts";

/** Starts logging at this level and gives the log; on a screen its lines keep clear of the bar. */
export async function startLogging(
  level: "debug" | "info" | "warning" | "error",
  screen: Screen | null = null,
): Promise<Log> {
  const encoder = new TextEncoder();
  const write = (line: string) =>
    void Deno.stderr.writeSync(encoder.encode(`${line}\n`));
  const shared = Deno.stderr.isTerminal() ? screen : null;
  await configure({
    sinks: {
      lines(record) {
        const line = asLine(record);
        if (shared) shared.above(() => write(line));
        else write(line);
      },
    },
    loggers: [
      { category: "mycurrency", sinks: ["lines"], lowestLevel: level },
      {
        category: ["logtape", "meta"],
        sinks: ["lines"],
        lowestLevel: "warning",
      },
    ],
    reset: true,
  });
  return getLogger("mycurrency");
}

/** One JSON object on one line; errors as their name, message and causes. */
function asLine({ timestamp, level, rawMessage, properties }: LogRecord) {
  return JSON.stringify({
    time: new Date(timestamp).toISOString(),
    level,
    message: rawMessage,
    ...properties,
  }, (_key, value) => value instanceof Error ? described(value) : value);
}

/** An error that this program throws on purpose says it all in its message; any other is worth its stack. */
function described(error: Error): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  const expected = error instanceof AppError || error instanceof ProviderError;
  const code = "code" in error ? error.code : undefined;
  return { name, code, message, ...(!expected && { stack }), cause };
}

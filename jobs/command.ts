/** Running one of the program's commands: what the operator can mend is told in sentences, not in stack traces. */

import { AppError, ConfigError } from "../rates/errors.ts";
import { EXIT } from "./exit.ts";
import { say } from "./terminal.ts";

/** A command: its arguments in, its exit code out. */
export type Command = (args: readonly string[]) => Promise<number>;

/** Runs the command of this name and gives the exit code; errors that nobody foresaw pass. */
export async function runCommand(
  commands: Readonly<Record<string, Command>>,
  name: string,
  args: readonly string[],
): Promise<number> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    const known = Object.keys(commands).join(", ");
    say(`There is no command '${name}'. There are: ${known}.`);
    return EXIT.usage;
  }
  try {
    return await command(args);
  } catch (error) {
    if (error instanceof ConfigError) {
      say(error.message);
      return EXIT.usage;
    }
    if (error instanceof AppError) {
      say(error.message);
      return EXIT.fault;
    }
    throw error;
  }
}

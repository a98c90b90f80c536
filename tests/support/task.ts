/** How `deno task` runs the program, so that tests and measurements run what users run. */

import config from "../../deno.json" with { type: "json" };

/** What it gives to `deno`, and what it sets before. */
export interface Task {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** The service, as a task and in a container. */
export const START = read(config.tasks.start.command);

/** The command `ingest`. */
export const INGEST = read(config.tasks.ingest.command);

function read(command: string): Task {
  const words = command.split(" ");
  const at = words.indexOf("deno");
  const main = new URL("../../main.ts", import.meta.url).pathname;
  return {
    args: words.slice(at + 1).map((word) => word === "main.ts" ? main : word),
    env: Object.fromEntries(words.slice(0, at).map((word) => word.split("="))),
  };
}

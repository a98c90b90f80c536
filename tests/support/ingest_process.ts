/** The command `ingest` as a process of its own that a test can watch, stop and kill. */

import { INGEST } from "./task.ts";

/** A running command. */
export interface IngestProcess {
  readonly pid: number;
  kill(signal: Deno.Signal): void;
  /** How it ended, killed or not. */
  readonly ended: Promise<
    { readonly code: number; readonly out: string; readonly log: string }
  >;
}

/** Starts the command. */
export function startIngest(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): IngestProcess {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...INGEST.args, ...args],
    cwd: new URL(".", import.meta.url),
    clearEnv: true,
    env: {
      PATH: Deno.env.get("PATH") ?? "",
      HOME: Deno.env.get("HOME") ?? "",
      DENO_DIR: Deno.env.get("DENO_DIR") ?? "",
      ...INGEST.env,
      ...env,
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return {
    pid: child.pid,
    kill(signal) {
      try {
        child.kill(signal);
      } catch {
        // It has ended already.
      }
    },
    ended: child.output().then(({ code, stdout, stderr }) => ({
      code,
      out: text(stdout),
      log: text(stderr),
    })),
  };
}

/** The service as `deno serve --parallel` runs it: two workers of one process. */

import { unusedAddress } from "./process.ts";

/** A running service of two workers. */
export interface ParallelProcess extends AsyncDisposable {
  readonly address: string;
  /** All that it has printed. */
  printed(): string;
  /** Sends the signal and gives the exit code. */
  stop(signal: Deno.Signal): Promise<number>;
}

/** Serves the module and waits until it listens. */
export async function serveParallel(
  module: URL,
  env: Readonly<Record<string, string>>,
): Promise<ParallelProcess> {
  // With port 0 each worker would take one of its own.
  const { port } = new URL(await unusedAddress());
  const child = new Deno.Command(Deno.execPath(), {
    args: ["serve", "--parallel", "--allow-all", "--no-prompt"]
      .concat(["--host", "127.0.0.1", "--port", port, module.pathname]),
    // A folder without a .env of whoever runs the tests.
    cwd: new URL(".", import.meta.url),
    clearEnv: true,
    env: {
      PATH: Deno.env.get("PATH") ?? "",
      HOME: Deno.env.get("HOME") ?? "",
      DENO_DIR: Deno.env.get("DENO_DIR") ?? "",
      NO_COLOR: "1",
      DENO_JOBS: "2",
      ...env,
    },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let log = "";
  const listening = Promise.withResolvers<string>();
  const reading = (async () => {
    for await (
      const text of child.stderr.pipeThrough(new TextDecoderStream())
    ) {
      log += text;
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(log);
      if (found) listening.resolve(found[0]);
    }
    listening.reject(new Error(`Ended without an address:\n${log}`));
  })();
  return {
    address: await listening.promise,
    printed: () => log,
    async stop(signal) {
      child.kill(signal);
      return (await child.status).code;
    },
    async [Symbol.asyncDispose]() {
      try {
        child.kill("SIGKILL");
      } catch {
        // It has ended already.
      }
      await child.status;
      await reading;
    },
  };
}

/** The service as `deno serve --parallel` runs it: workers of one process on one Postgres server. */

import { assert, assertEquals } from "@std/assert";
import { startPostgres } from "../support/postgres.ts";
import { noNetwork, unusedAddress } from "../support/process.ts";

const MAIN = new URL("../../main.ts", import.meta.url).pathname;
const LONGEST_END_MS = 10_000;

Deno.test("Parallel workers serve, and end with 0 within 10 s at SIGTERM", async () => {
  await using cluster = await startPostgres();
  if (!cluster) return;
  // With port 0 each worker would take one of its own.
  const { port } = new URL(await unusedAddress());
  const child = new Deno.Command(Deno.execPath(), {
    args: ["serve", "--parallel", "--allow-all", "--no-prompt"]
      .concat(["--host", "127.0.0.1", "--port", port, MAIN]),
    // A folder without a .env of whoever runs the tests.
    cwd: new URL(".", import.meta.url),
    clearEnv: true,
    env: {
      PATH: Deno.env.get("PATH") ?? "",
      HOME: Deno.env.get("HOME") ?? "",
      DENO_DIR: Deno.env.get("DENO_DIR") ?? "",
      NO_COLOR: "1",
      DENO_JOBS: "2",
      ...await noNetwork(),
      DATABASE_URL: cluster.url("postgres"),
      BOOTSTRAP_HISTORY: "off",
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
  try {
    const address = await listening.promise;
    const statuses = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const response = await fetch(`${address}/api/v1/currencies`);
        await response.body?.cancel();
        return response.status;
      }),
    );
    assertEquals(new Set(statuses), new Set([200]));
    const startedMs = performance.now();
    child.kill("SIGTERM");
    const { code } = await child.status;
    assertEquals(code, 0, log);
    assert(performance.now() - startedMs < LONGEST_END_MS);
  } finally {
    try {
      child.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
    await child.status;
    await reading;
  }
});

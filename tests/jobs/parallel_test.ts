/** The service as `deno serve --parallel` runs it: workers of one process on one Postgres server. */

import { assert, assertEquals } from "@std/assert";
import postgres from "postgres";
import { TIMES } from "../../jobs/cron.ts";
import { startDayUpstream } from "../support/day_upstream.ts";
import { startIngest } from "../support/ingest_process.ts";
import { serveParallel } from "../support/parallel_process.ts";
import { startPostgres } from "../support/postgres.ts";
import { noNetwork } from "../support/process.ts";

const MAIN = new URL("../../main.ts", import.meta.url);
const OFTEN = new URL("../support/often.ts", import.meta.url);
const LONGEST_END_MS = 10_000;

Deno.test("Parallel workers serve, and end with 0 within 10 s at SIGTERM", async () => {
  await using cluster = await startPostgres();
  if (!cluster) return;
  await using service = await serveParallel(MAIN, {
    ...await noNetwork(),
    DATABASE_URL: cluster.url("postgres"),
    BOOTSTRAP_HISTORY: "off",
  });
  const statuses = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const response = await fetch(`${service.address}/api/v1/currencies`);
      await response.body?.cancel();
      return response.status;
    }),
  );
  assertEquals(new Set(statuses), new Set([200]));
  const startedMs = performance.now();
  assertEquals(await service.stop("SIGTERM"), 0, service.printed());
  assert(performance.now() - startedMs < LONGEST_END_MS);
});

Deno.test("However often workers and processes fire the tick, its work is done once in five minutes, by either", async () => {
  await using cluster = await startPostgres();
  if (!cluster) return;
  await using upstream = startDayUpstream();
  const env = {
    ...await noNetwork(),
    DATABASE_URL: cluster.url("postgres"),
    BOOTSTRAP_HISTORY: "off",
    CURRENCYBEACON_URL: upstream.url,
    CURRENCYBEACON_API_KEY: "key",
    CURRENCYBEACON_MONTHLY_REQUESTS: "0",
    INGEST_MAX_REQUESTS: "2",
  };
  const year = ["--from", "2015-01-01", "--to", "2015-12-31"];
  const load = startIngest(["--provider", "currencybeacon", ...year], env);
  assertEquals((await load.ended).code, 3, "The budget is spent");
  const loaded = () =>
    [...upstream.asked.keys()].filter((date) => date.startsWith("2015")).length;
  await using sql = connect(cluster.url("postgres"));
  await using _one = await serveParallel(OFTEN, env);
  await using _two = await serveParallel(OFTEN, env);
  const holders = new Set<string>();
  let ticks = 0;
  let seen = 0;
  for (let round = 0; holders.size < 3 || round < 5; round++) {
    assert(round < 100, `Only ${holders.size} workers have ticked`);
    // From the second round on the time is turned back, unless the next one has come by itself.
    const { count: turned } = await sql.client`
      update leases set slot = slot - interval '5 minutes'
      where name = 'tick' and extract(epoch from slot) = ${seen}`;
    const { holder, slot } = await sql.ticked(seen);
    ticks += turned + (seen ? (slot - seen) / TIMES.tick.everySeconds : 1);
    seen = slot;
    holders.add(holder);
    assertEquals(loaded(), 2 + 2 * ticks);
  }
});

/** Asks the database for the lease of the tick. */
function connect(url: string) {
  const client = postgres(url, { max: 1 });
  return {
    client,
    /** Waits until a tick of this time or later is over. */
    async ticked(from: number): Promise<{ holder: string; slot: number }> {
      for (;;) {
        const [row] = await client<{ holder: string; slot: number }[]>`
          select holder, extract(epoch from slot)::float8 as slot from leases
          where name = 'tick' and expires_at <= now()
            and extract(epoch from slot) >= ${from}`;
        if (row) return row;
      }
    },
    async [Symbol.asyncDispose]() {
      await client.end();
    },
  };
}

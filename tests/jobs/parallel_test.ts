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
  await using sql = await connect(cluster.url("postgres"));
  await using _one = await serveParallel(OFTEN, env);
  await using _two = await serveParallel(OFTEN, env);
  const turned: number[] = [];
  let ticks = await sql.ticked(1);
  for (let round = 0; holdersOf(ticks) < 3 || round < 5; round++) {
    assert(round < 100, `Only ${holdersOf(ticks)} workers have ticked`);
    assertEquals(loaded(), 2 + 2 * ticks.length);
    for (const { slot } of ticks) {
      assert(
        timesOf(ticks.map((tick) => tick.slot), slot) <=
          1 + timesOf(turned, slot),
        `${slot} was ticked again`,
      );
    }
    // The time is turned back, unless the next one has come by itself.
    const { slot = 0 } = ticks.at(-1) ?? {};
    if (await sql.turnBack(slot)) turned.push(slot);
    ticks = await sql.ticked(ticks.length + 1);
  }
});

/** A tick that was begun. */
interface Tick {
  readonly holder: string;
  readonly slot: number;
}

function holdersOf(ticks: readonly Tick[]): number {
  return new Set(ticks.map(({ holder }) => holder)).size;
}

function timesOf(slots: readonly number[], one: number): number {
  return slots.filter((slot) => slot === one).length;
}

/** Has the database write down each tick that is begun. */
async function connect(url: string) {
  const client = postgres(url, { max: 1 });
  await client.unsafe(`
    create table ticks (id serial, holder text, slot float8);
    create function note_tick() returns trigger language plpgsql as $$ begin
      if tg_op = 'INSERT' or new.slot > old.slot then
        insert into ticks (holder, slot)
          values (new.holder, extract(epoch from new.slot));
      end if;
      return null;
    end $$;
    create trigger note_tick after insert or update on leases
      for each row when (new.name = 'tick') execute function note_tick();`);
  return {
    /** Waits until there are as many ticks and all of them are over. */
    async ticked(count: number): Promise<readonly Tick[]> {
      for (;;) {
        const ticks = await client<Tick[]>`
          select holder, slot from ticks
          where exists (
            select from leases where name = 'tick' and expires_at <= now()
          ) order by id`;
        if (ticks.length >= count) return ticks;
      }
    },
    /** Has the tick of this time, the newest, be due again; false where a later one has been begun. */
    async turnBack(slot: number): Promise<boolean> {
      const { count } = await client`
        update leases
        set slot = slot - make_interval(secs => ${TIMES.tick.everySeconds})
        where name = 'tick' and extract(epoch from slot) = ${slot}`;
      return count === 1;
    },
    async [Symbol.asyncDispose]() {
      await client.end();
    },
  };
}

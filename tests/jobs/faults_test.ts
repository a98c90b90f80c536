/** A load of many days survives what happens to processes, databases and upstreams: real ones of each. */

import { assert, assertEquals } from "@std/assert";
import postgres from "postgres";
import { addDays, day, daysBetween } from "../../rates/day.ts";
import { type DayUpstream, startDayUpstream } from "../support/day_upstream.ts";
import { type IngestProcess, startIngest } from "../support/ingest_process.ts";
import { type Cluster, startPostgres } from "../support/postgres.ts";
import { noNetwork, startProcess } from "../support/process.ts";
import { respond } from "../support/upstream.ts";

/** The whole of it is 2,000 days; fewer meet the same faults sooner. */
const DAYS = Number(Deno.env.get("TEST_INGEST_DAYS") ?? 400);
const KILLS = 20;
const FROM = day("2015-01-01");
const TO = addDays(FROM, DAYS - 1);
const CONCURRENCY = 8;

let cluster: Cluster | null = null;
let databases = 0;

Deno.test.beforeAll(async () => {
  cluster = await startPostgres();
});

Deno.test.afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
});

/** A fresh database and an upstream; without a server the test is left out. */
function test(
  name: string,
  body: (world: World) => Promise<void>,
  { delayMs = 5 }: { readonly delayMs?: number } = {},
): void {
  Deno.test(name, async () => {
    if (!cluster) return;
    const database = `faults_${++databases}`;
    const admin = postgres(cluster.url("postgres"), { max: 1 });
    await admin.unsafe(`create database ${database}`);
    await admin.end();
    await using upstream = startDayUpstream(delayMs);
    const env = {
      ...await noNetwork(),
      DATABASE_URL: cluster.url(database),
      CURRENCYBEACON_URL: upstream.url,
      CURRENCYBEACON_API_KEY: "key",
      CURRENCYBEACON_MONTHLY_REQUESTS: "0",
      INGEST_LEASE_SECONDS: "3",
      UPSTREAM_TIMEOUT_MS: "500",
      LOG_LEVEL: "warning",
      BOOTSTRAP_HISTORY: "off",
    };
    await body({ upstream, env });
  });
}

interface World {
  readonly upstream: DayUpstream;
  readonly env: Readonly<Record<string, string>>;
}

function load({ env }: World, ...more: readonly string[]): IngestProcess {
  const range = ["--from", FROM, "--to", TO, "--max-requests", "0"];
  return startIngest(
    ["--provider", "currencybeacon", ...range, ...more],
    env,
  );
}

async function expectDone(process: IngestProcess): Promise<string> {
  const { code, out, log } = await process.ended;
  assertEquals(code, 0, `${out}\n${log}`);
  return out;
}

/** Every day is there once, in the ledger and in the rates, and every chunk is done. */
async function expectComplete({ env }: World): Promise<void> {
  const sql = postgres(env.DATABASE_URL ?? "", { max: 1 });
  try {
    const [found] = await sql`
      select
        (select count(*)::integer from ledger where status = 'loaded') as days,
        (select count(*)::integer from ledger where attempts > 1) as twice,
        (select count(*)::integer from rates) as rates,
        (select count(*)::integer from rate_revisions) as revisions,
        (select sum(inserted)::integer from ingestions) as inserted,
        (select count(*)::integer from ingestions where status <> 'done') as open,
        (select count(*)::integer from ingestion_chunks where status <> 'done') as left,
        (select count(*)::integer from ingestion_chunks) as chunks`;
    assertEquals({ ...found }, {
      days: DAYS,
      twice: 0,
      rates: DAYS * 2,
      revisions: 0,
      inserted: DAYS * 2,
      open: 0,
      left: 0,
      chunks: DAYS,
    });
  } finally {
    await sql.end();
  }
}

/** Small, fast and the same each time: https://en.wikipedia.org/wiki/Lehmer_random_number_generator */
function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = state * 48_271 % 2_147_483_647) / 2_147_483_647;
}

test("Killed at twenty random moments, a load ends with every day loaded once, and loses no request but those under way", async (world) => {
  const { upstream } = world;
  const random = seeded(20_241_027);
  let underWay = 0;
  let kills = 0;
  for (let i = 0; i < KILLS; i++) {
    const process = load(world);
    // From before its first request until a few more than its share of the days.
    const share = Math.round(random() * DAYS / KILLS);
    await Promise.race([
      upstream.reached(upstream.requests() + share),
      process.ended,
    ]);
    process.kill("SIGKILL");
    kills++;
    await process.ended;
    underWay += CONCURRENCY;
  }
  await expectDone(load(world));
  await expectComplete(world);
  assertEquals([kills, upstream.asked.size], [KILLS, DAYS]);
  const requests = upstream.requests();
  assert(
    requests <= DAYS + underWay,
    `${requests} requests for ${DAYS} days, ${underWay} under way at kills`,
  );
});

for (const processes of [2, 4]) {
  test(`Of ${processes} processes on one database none asks for what another does`, async (world) => {
    const { upstream } = world;
    const running = Array.from({ length: processes }, () => load(world));
    await Promise.all(running.map(expectDone));
    await expectComplete(world);
    assertEquals([upstream.requests(), upstream.asked.size], [DAYS, DAYS]);
  });
}

test(
  "Told to end, a load finishes what is under way and ends with 0 within 10 s",
  async (world) => {
    const { upstream } = world;
    const process = load(world);
    await upstream.reached(40);
    const startedMs = performance.now();
    process.kill("SIGTERM");
    const { code, out } = await process.ended;
    assertEquals(code, 0, out);
    assert(performance.now() - startedMs < 10_000);
    const asked = upstream.requests();
    assert(asked < DAYS, `all ${asked} days were asked for`);
    await expectDone(load(world));
    await expectComplete(world);
    // Nothing that was under way was asked for again.
    assertEquals(upstream.requests(), DAYS);
  },
  { delayMs: 100 },
);

test("Ctrl-C ends a load in order and says how to go on", async (world) => {
  const process = load(world);
  await world.upstream.reached(10);
  process.kill("SIGINT");
  const { code, out } = await process.ended;
  assertEquals(code, 130, out);
  assert(/Stopped\.[^]*parts left\. The same command goes on/.test(out), out);
}, { delayMs: 50 });

test(
  "A load goes on when the database was restarted in the middle",
  async (world) => {
    const { upstream } = world;
    await using own = await startPostgres();
    if (!own) return;
    const env = { ...world.env, DATABASE_URL: own.url("postgres") };
    const process = load({ ...world, env });
    await upstream.reached(Math.round(DAYS / 4));
    await own.restart();
    await expectDone(process);
    await expectComplete({ ...world, env });
    assertEquals(upstream.requests(), DAYS);
  },
  { delayMs: 20 },
);

test(
  "An upstream that hangs, answers garbage and refuses for a while is loaded from in the end",
  async (world) => {
    const { upstream } = world;
    const process = load(world);
    const half = Math.round(DAYS / 2);
    await upstream.reached(half);
    const hang: PromiseWithResolvers<void> = Promise.withResolvers();
    upstream.misbehave(async () => {
      await hang.promise;
      return respond("{}");
    });
    await upstream.reached(half + 6);
    upstream.misbehave(() =>
      respond("<html>Maintenance</html>", { type: "text/html" })
    );
    hang.resolve();
    await upstream.reached(half + 12);
    upstream.misbehave(() =>
      respond("{}", { status: 429, headers: { "retry-after": "2" } })
    );
    await upstream.reached(half + 14);
    upstream.misbehave(null);
    await expectDone(process);
    assertEquals(upstream.asked.size, DAYS);
  },
  { delayMs: 20 },
);

test("A key that is refused ends the load with 4 and names the setting", async (world) => {
  world.upstream.misbehave(() => respond("{}", { status: 401 }));
  const { code, out } = await load(world).ended;
  assertEquals(code, 4, out);
  assert(out.includes("CURRENCYBEACON_API_KEY"), out);
  assert(world.upstream.requests() <= CONCURRENCY);
});

test("A spent budget ends the load with 3, and a dry run tells what is left", async (world) => {
  const args = ["--max-requests", "30"];
  const { code, out } = await load(world, ...args).ended;
  assertEquals([code, world.upstream.requests()], [3, 30], out);
  const planned = await load(world, "--dry-run", "--json").ended;
  const plan = JSON.parse(planned.out);
  assertEquals([planned.code, plan.requests], [0, DAYS - 30]);
  assertEquals(plan.ranges[0].to, addDays(TO, -30));
  assertEquals(daysBetween(FROM, TO) + 1, DAYS);
  assertEquals(world.upstream.requests(), 30);
});

test("The running service goes on with what a command left, and ends at a signal", async (world) => {
  const { upstream, env } = world;
  await load(world, "--max-requests", "30").ended;
  await using service = await startProcess(env);
  assertEquals(await service.stop("SIGTERM"), 0);
  assertEquals(upstream.requests(), 30);
});

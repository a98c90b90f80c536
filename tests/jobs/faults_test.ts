/** A load of many days survives what happens to processes, databases and upstreams: real ones of each. */

import { assert, assertEquals } from "@std/assert";
import postgres from "postgres";
import { addDays, type Day, day, daysBetween } from "../../rates/day.ts";
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
  { delayMs = 5, env: more }: {
    readonly delayMs?: number;
    readonly env?: Readonly<Record<string, string>>;
  } = {},
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
      LOG_LEVEL: "warning",
      BOOTSTRAP_HISTORY: "off",
      ...more,
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

test(
  "Killed at twenty random moments, a load ends with every day loaded once, and loses no request but those under way",
  async (world) => {
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
  },
  { env: { INGEST_LEASE_SECONDS: "10" } },
);

for (const processes of [2, 4]) {
  test(`Of ${processes} processes on one database none asks for what another does`, async (world) => {
    const { upstream } = world;
    const running = Array.from({ length: processes }, () => load(world));
    await Promise.all(running.map(expectDone));
    await expectComplete(world);
    assertEquals([upstream.requests(), upstream.asked.size], [DAYS, DAYS]);
  });
}

test("Processes that load ranges which overlap ask for each day once, and all end done", async (world) => {
  const { upstream, env } = world;
  const args = ["--provider", "currencybeacon", "--max-requests", "0"];
  const from = [FROM, addDays(FROM, 7), addDays(FROM, Math.round(DAYS / 2))];
  const running = from.map((first, i) =>
    startIngest(
      [...args, "--from", first, "--to", addDays(TO, i === 1 ? -3 : 0)],
      env,
    )
  );
  await Promise.all(running.map(expectDone));
  assertEquals([upstream.requests(), upstream.asked.size], [DAYS, DAYS]);
});

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
    // With an allowance it is away for those who ask for one too.
    const env = {
      ...world.env,
      DATABASE_URL: own.url("postgres"),
      CURRENCYBEACON_MONTHLY_REQUESTS: "1000000",
    };
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
  { delayMs: 20, env: { UPSTREAM_TIMEOUT_MS: "500" } },
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

test(
  "Two loads at once spend the month's allowance together and not one request more",
  async ({ upstream, env }) => {
    const metered = { ...env, CURRENCYBEACON_MONTHLY_REQUESTS: "40" };
    const start = (from: Day) =>
      startIngest([
        ...["--provider", "currencybeacon", "--max-requests", "0"],
        ...["--from", from, "--to", addDays(from, 99)],
      ], metered);
    const ends = await Promise.all(
      [start(FROM), start(addDays(FROM, 100))].map(({ ended }) => ended),
    );
    assertEquals(upstream.requests(), 40);
    for (const { code, out } of ends) {
      assertEquals(code, 3, out);
      assert(/monthly allowance of 40 requests is spent/.test(out), out);
    }
    const sql = postgres(env.DATABASE_URL ?? "", { max: 1 });
    const [sums] = await sql`
      select (select sum(requests)::integer from provider_usage) as used,
        (select sum(requests)::integer from ingestions) as told`;
    await sql.end();
    assertEquals({ ...sums }, { used: 40, told: 40 });
  },
  { delayMs: 50 },
);

test("The running service goes on with what a command left, and ends at a signal", async (world) => {
  const { upstream, env } = world;
  await load(world, "--max-requests", "30").ended;
  await using service = await startProcess(env);
  assertEquals(await service.stop("SIGTERM"), 0);
  assertEquals(upstream.requests(), 30);
});

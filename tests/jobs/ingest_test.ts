/** The command `ingest` as a process: its limits, its lines of JSON and its exit codes. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { strToU8 } from "fflate";
import { openStorage } from "../../db/storage.ts";
import { quietLog } from "../support/databases.ts";
import { type DayUpstream, startDayUpstream } from "../support/day_upstream.ts";
import {
  noNetwork,
  runCommand,
  runOnTerminal,
  unusedAddress,
} from "../support/process.ts";
import { respond } from "../support/upstream.ts";
import { beaconDay } from "../support/vendors.ts";
import { SYSTEM } from "../support/people.ts";

/** A week of its own for each test; all of them share one database. */
function weekOf(month: string): string[] {
  return ["--provider", "currencybeacon"]
    .concat(["--from", `${month}-01`, "--to", `${month}-07`]);
}

let folder = "";

Deno.test.beforeAll(async () => {
  folder = await Deno.makeTempDir({ prefix: "mycurrency-test-" });
});

Deno.test.afterAll(async () => {
  await Deno.remove(folder, { recursive: true });
});

interface World {
  readonly env: Readonly<Record<string, string>>;
  readonly upstream: DayUpstream;
  ingest(
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
  ): ReturnType<typeof runCommand>;
}

function test(name: string, body: (world: World) => Promise<void>): void {
  Deno.test(name, async () => {
    await using upstream = startDayUpstream();
    const env = {
      ...await noNetwork(),
      LOG_LEVEL: "error",
      DATA_DIR: `${folder}/data`,
      CURRENCYBEACON_URL: upstream.url,
      CURRENCYBEACON_API_KEY: "key",
    };
    await body({
      upstream,
      env,
      ingest: (args, more) =>
        runCommand(["ingest", ...args], { ...env, ...more }),
    });
  });
}

/** What was printed, each line of which must be JSON. */
function events(out: string) {
  return out.trimEnd().split("\n").map((line) => JSON.parse(line));
}

test("A new --max-requests holds for the load of this range that is open already, and the command says so", async ({ ingest, upstream }) => {
  const week = weekOf("2024-01");
  const first = await ingest([...week, "--max-requests", "2"]);
  assertEquals([first.code, upstream.requests()], [3, 2], first.out);
  const second = await ingest([...week, "--max-requests", "3"]);
  assertEquals([second.code, upstream.requests()], [3, 5], second.out);
  assertMatch(
    second.out,
    /goes on with load \d+, which is open\. Its runs make 3 requests at most from now on\./,
  );
  const third = await ingest(week);
  assertMatch(third.out, /Its runs make 3 requests at most\./);
  assertEquals([third.code, upstream.requests()], [0, 7], third.out);
  assertMatch(third.out, /goes on with load \d+/);
});

test("A load that was paused by hand is not gone on with, and the command says how to resume it", async ({ ingest, upstream, env }) => {
  const week = weekOf("2022-01");
  await ingest([...week, "--max-requests", "2"]);
  {
    await using storage = await openStorage({
      databaseUrl: null,
      dataDir: env.DATA_DIR ?? "",
      log: quietLog,
    });
    const [load] = await storage.ingestions.list({ limit: 1 });
    await storage.ingestions.hold(load?.id ?? 0, SYSTEM);
  }
  const { code, out } = await ingest(week);
  assertEquals([code, upstream.requests()], [4, 2], out);
  assertMatch(out, /^Load (\d+) of .*paused by hand\..*ingestions\/\1\/resume/);
});

test("With --json a load is told in lines of JSON from its start to its end", async ({ ingest }) => {
  const week = weekOf("2024-02");
  const paused = await ingest([...week, "--max-requests", "3", "--json"]);
  assertEquals(paused.code, 3);
  const told = events(paused.out);
  assertEquals(told.at(0).event, "start");
  const { event, ended, status, left, exit } = told.at(-1);
  assertEquals([event, ended, status, left, exit], [
    "end",
    "budget",
    "paused",
    4,
    3,
  ]);
  const [plan] = events((await ingest([...week, "--dry-run", "--json"])).out);
  assertEquals(
    [plan.requests, plan.max_requests],
    [4, 30],
  );
  assert(plan.requests_left_this_month <= 4_997);
  const done = await ingest([...week, "--max-requests", "0", "--json"]);
  const end = events(done.out).at(-1);
  assertEquals([done.code, end.ended], [0, "closed"]);
  assertEquals(
    [end.load, end.since_start].map(({ requests, inserted }) =>
      `${requests} requests, ${inserted} rates`
    ),
    ["7 requests, 14 rates", "4 requests, 8 rates"],
  );
  const [known] = events((await ingest([...week, "--json"])).out);
  assertEquals([known.event, known.exit, known.left], ["end", 0, 0]);
});

test("With --json a key that is refused ends with the reason and exit code 4", async ({ ingest, upstream }) => {
  const week = weekOf("2024-03");
  upstream.misbehave(() => respond("{}", { status: 401 }));
  const { code, out } = await ingest([...week, "--json"]);
  const end = events(out).at(-1);
  assertEquals([code, end.ended, end.exit], [4, "provider", 4]);
  assertMatch(end.reason, /CURRENCYBEACON_API_KEY/);
});

test("With --json every fault is one line with a code and a sentence", async ({ ingest }) => {
  const wrong = `${folder}/wrong.csv`;
  await Deno.writeFile(wrong, strToU8("Name,Age\nAda,36\n"));
  const away = (await unusedAddress()).replace("http", "postgres");
  const ecb = ["--provider", "ecb"];
  const cases: readonly [
    readonly string[],
    Readonly<Record<string, string>>,
    readonly [number, string, RegExp],
  ][] = [
    [["--nonsense"], {}, [2, "usage", /--nonsense/]],
    [[], {}, [2, "usage", /--provider/]],
    [["--provider", "x"], {}, [2, "invalid_request", /There are: currencyb/]],
    [[...ecb, "--from", "soon"], {}, [2, "usage", /--from must be a day/]],
    [[...ecb, "--to", "1990-01-01"], {}, [2, "invalid_request", /1999-01-04/]],
    [["--provider", "openexchangerates"], {}, [
      4,
      "not_configured",
      /set OPENEXCHANGERATES_APP_ID/,
    ]],
    [[...ecb, "--file", `${folder}/no`], {}, [2, "unreadable", /no such file/]],
    [[...ecb, "--file", wrong], {}, [2, "invalid_request", /no reference/]],
    [ecb, { PORT: "eighty" }, [2, "wrong_settings", /^PORT must be/]],
    [ecb, { DATABASE_URL: away }, [2, "wrong_settings", /nobody listens/]],
  ];
  for (const [args, env, [exit, code, message]] of cases) {
    const ended = await ingest([...args, "--json"], env);
    const told = events(ended.out);
    assertEquals(
      [ended.code, told.length, told[0].event, told[0].code, told[0].exit],
      [exit, 1, "fault", code, exit],
      ended.out,
    );
    assertMatch(told[0].message, message);
  }
});

test("With --json a file is told in one line with its counts and the rows that were not stored", async ({ ingest }) => {
  const file = `${folder}/rates.csv`;
  await Deno.writeFile(
    file,
    strToU8("Date,USD,\n2024-03-08,1.0932,\n2024-03-07,1.o,\n"),
  );
  const { code, out } = await ingest(
    ["--provider", "ecb", "--file", file, "--json"],
  );
  assertEquals(code, 0, out);
  const [{ event, exit, inserted, days, rejected, rejected_rows }] = events(
    out,
  );
  assertEquals([event, exit, inserted, days, rejected], ["end", 0, 1, 1, 1]);
  assertEquals(rejected_rows[0].row, "2024-03-07 USD = 1.o");
});

/** What is printed below the bar. */
function sentencesOf(out: string): string[] {
  return out.slice(out.lastIndexOf("\x1b[K")).split("\r\n").slice(1);
}

for (const columns of [80, 32]) {
  test(`On a terminal of ${columns} columns the bar is drawn over itself on one line, and a pause is told below it`, async ({ env }) => {
    const args = ["ingest", ...weekOf(`2023-0${columns % 7}`)];
    const paused = await runOnTerminal([...args, "--max-requests", "4"], {
      columns,
      env,
    });
    if (!paused) return;
    for (const line of sentencesOf(paused.out)) {
      assert(line.length <= columns || !line.includes(" "), line);
    }
    assertEquals(paused.code, 3, paused.out);
    const done = await runOnTerminal(args, { columns, env });
    assertEquals(done?.code, 0, done?.out);
    for (
      const [ended, percent, sentence] of [
        [paused, " 57%", /The budget of 4 requests a run\sis\sspent/],
        [done, "100%", /currencybeacon: 3 requests,\s6\snew\srates/],
      ] as const
    ) {
      const out = ended?.out ?? "";
      const [bar = "", ...below] = out.slice(out.indexOf("\r\x1b[K"))
        .split("\r\n");
      const frames = bar.split("\r\x1b[K").slice(1);
      assert(frames.every((frame) => frame.length < columns), out);
      assertMatch(frames.at(-1) ?? "", new RegExp(`^\\[[█·]+\\] ${percent}`));
      assertMatch(below.join("\n"), sentence);
    }
  });
}

test("On a terminal a line of the log stands on a line of its own, and the bar goes on below it", async ({ env, upstream }) => {
  let refused = 0;
  upstream.misbehave((date) => {
    if (refused++ === 3) upstream.misbehave(null);
    return refused > 2
      ? respond("{}", { status: 503 })
      : respond(beaconDay(date, { EUR: "0.91", GBP: "0.78" }));
  });
  const ended = await runOnTerminal(["ingest", ...weekOf("2023-11")], {
    columns: 80,
    env: { ...env, LOG_LEVEL: "warning", INGEST_CONCURRENCY: "1" },
  });
  if (!ended) return;
  assertEquals(ended.code, 0, ended.out);
  const lines = ended.out.split("\r\n");
  const logged = lines.filter((line) => line.includes('"level"'));
  assertEquals(logged.length, 2, ended.out);
  for (const line of logged) {
    // The last thing before it was to clear the bar away.
    const own = line.slice(line.lastIndexOf("\r\x1b[K") + 4);
    assertEquals(JSON.parse(own).message, "An upstream fails");
  }
  assertMatch(lines.at(-3) ?? "", /\[█+\] 100%/);
});

test("Where nobody looks, there is no bar and no control character", async ({ ingest }) => {
  const { out } = await ingest(weekOf("2023-12"));
  for (const sign of ["█", "\r", "\x1b"]) {
    assert(!out.includes(sign), JSON.stringify(out));
  }
  assertMatch(out, /currencybeacon: 7 requests, 14 new rates, .* s\.\n$/);
});

test("A mistake is told in a sentence that help does not push off the screen", async ({ ingest }) => {
  const { code, out } = await ingest(["--provider", "ecb", "--from", "soon"]);
  assertEquals([code, out.trimEnd().split("\n")], [2, [
    "--from must be a day such as 2024-10-27, not 'soon'.",
    "deno task ingest --help lists what can be given.",
  ]]);
  assertMatch((await ingest([])).out, /^Say whose history[^]*--provider KEY/);
});

test("Help needs no database and no settings", async ({ ingest }) => {
  const env = { PORT: "eighty", DATA_DIR: `${folder}/other` };
  const { code, out } = await ingest(["--help"], env);
  assertEquals(code, 0);
  assertMatch(out, /--max-requests/);
  const names = await Array.fromAsync(
    Deno.readDir(folder),
    ({ name }) => name,
  );
  assert(!names.includes("other"), "a database was created");
});

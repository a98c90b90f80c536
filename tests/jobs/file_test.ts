/** Files that an operator hands in, through the command as a process: what is damaged stores nothing, what is mended stores the rest. */

import { assert, assertEquals } from "@std/assert";
import { strToU8, zipSync } from "fflate";
import postgres from "postgres";
import { openStorage } from "../../db/storage.ts";
import { addDays, day } from "../../rates/day.ts";
import { quietLog } from "../support/databases.ts";
import { startIngest } from "../support/ingest_process.ts";
import { startPostgres } from "../support/postgres.ts";
import { type Ended, runCommand } from "../support/process.ts";

const ROWS = 7_000;
const FIRST = day("2000-01-01");
const BAD_ROW = 3_500;

/** A CSV of so many days, one of which a test may spoil. */
function history(spoil: (line: string, row: number) => string): string {
  const lines = Array.from({ length: ROWS }, (_, row) => {
    const rate = (1 + row % 997 / 10_000).toFixed(4);
    return spoil(`${addDays(FIRST, ROWS - 1 - row)},${rate},`, row);
  });
  return ["Date,USD,", ...lines].join("\n");
}

/** A folder of its own: hands files in, and says what is stored after that. */
async function withFolder(
  body: (folder: {
    handIn(content: Uint8Array<ArrayBuffer>): Promise<Ended>;
    stored(): Promise<Record<string, unknown>>;
  }) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "mycurrency-test-" });
  const dataDir = `${folder}/data`;
  const file = `${folder}/handed-in`;
  try {
    await body({
      async handIn(content) {
        await Deno.writeFile(file, content);
        const args = ["ingest", "--provider", "ecb", "--file", file];
        return await runCommand(args, { DATA_DIR: dataDir });
      },
      async stored() {
        await using storage = await openStorage({
          databaseUrl: null,
          dataDir,
          log: quietLog,
        });
        const [counts] = await storage.sql`
          select (select count(*)::integer from rates) as rates,
            (select count(*)::integer from ledger where status = 'loaded') as days,
            (select count(*)::integer from ledger where status <> 'loaded') as others,
            (select count(*)::integer from ingestions) as ingestions`;
        return { ...counts };
      },
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const NOTHING = { rates: 0, days: 0, others: 0, ingestions: 0 };

const whole = zipSync({
  "eurofxref-hist.csv": strToU8(history((line) => line)),
});

const DAMAGED: readonly {
  readonly what: string;
  readonly content: () => Uint8Array<ArrayBuffer>;
  readonly sentence: string;
}[] = [
  {
    what: "A zip that is cut off",
    content: () => whole.slice(0, Math.floor(whole.length / 2)),
    sentence: "The zip file is cut off or damaged",
  },
  {
    what: "A zip of 100 kB that unpacks to 100 MB",
    content: () => zipSync({ "eurofxref-hist.csv": new Uint8Array(100e6) }),
    sentence: "The zip file unpacks to more than 32 MB",
  },
  {
    what: "A zip of something else",
    content: () => zipSync({ "photo.jpg": strToU8("no rates") }),
    sentence: "The zip file holds no CSV or XML file",
  },
  {
    what: "A table of other things",
    content: () => new Uint8Array(strToU8("Name,Age\nAda,36\n")),
    sentence: "The file holds no reference rates",
  },
];

Deno.test("A file that is cut off, a bomb or something else is refused in a sentence with exit code 2, and nothing is stored", () =>
  withFolder(async ({ handIn, stored }) => {
    for (const { what, content, sentence } of DAMAGED) {
      const { code, out, log } = await handIn(content());
      assertEquals(code, 2, `${what}: ${out}\n${log}`);
      assert(out.startsWith(`Nothing was stored. ${sentence}. Give `), out);
      assertEquals(out.trimEnd().split("\n").length, 1, out);
    }
    assertEquals(await stored(), NOTHING);
  }));

Deno.test("One bad row of 7,000 is named and counted, and the rest is stored", () =>
  withFolder(async ({ handIn, stored }) => {
    const csv = history((line, row) =>
      row === BAD_ROW ? line.replace(/,.*/, ",1.o825,") : line
    );
    const { code, out, log } = await handIn(
      zipSync({ "eurofxref-hist.csv": strToU8(csv) }),
    );
    assertEquals(code, 0, log);
    const [, changed, ...rejected] = out.trimEnd().split("\n");
    assertEquals(changed, "New: 6,999. Revised: 0. Unchanged: 0.");
    const date = addDays(FIRST, ROWS - 1 - BAD_ROW);
    assertEquals(rejected, [
      "1 row not stored:",
      `  ${date} USD = 1.o825: The rate is no usable number`,
    ]);
    const { rates, days } = await stored();
    assertEquals([rates, days], [ROWS - 1, ROWS - 1]);
  }));

Deno.test("A file whose database goes away is told with exit code 4 and how to go on, and the same command stores it", async () => {
  await using cluster = await startPostgres();
  if (!cluster) return;
  const env = { DATABASE_URL: cluster.url("postgres") };
  await runCommand(["migrate"], env);
  const file = await Deno.makeTempFile({ prefix: "mycurrency-test-" });
  await Deno.writeFile(file, whole);
  const args = ["--provider", "ecb", "--file", file];
  const sql = postgres(env.DATABASE_URL, { max: 2 });
  try {
    const cutOff = await sql.begin(async (tx) => {
      // Nobody else writes rates of this provider meanwhile: "rate" in ASCII.
      await tx`
        select pg_advisory_xact_lock(${0x72617465}::integer, id)
        from providers where key = 'ecb'`;
      const { ended } = startIngest(args, env);
      let over = false;
      ended.then(() => over = true);
      for (let waiting = 0; waiting === 0 && !over;) {
        const { count } = await sql`
          select pg_terminate_backend(pid) from pg_locks
          where locktype = 'advisory' and not granted`;
        waiting = count;
      }
      return await ended;
    });
    assertEquals(cutOff.code, 4, cutOff.out);
    assertEquals(
      cutOff.out,
      "The database cannot be reached at the moment. Try again in a few seconds. What is stored stays; the same command stores the rest.\n",
    );
    const again = await startIngest(args, env).ended;
    assertEquals(again.code, 0, again.out);
    const { count } = await sql`select from rates`;
    assertEquals(count, ROWS);
  } finally {
    await sql.end();
    await Deno.remove(file);
  }
});

/** What migrations guarantee. */

import { assertEquals, assertRejects } from "@std/assert";
import { migrate } from "../../db/migrate.ts";
import { AppError } from "../../rates/errors.ts";
import { quietLog, useDatabases } from "../support/databases.ts";

const test = useDatabases();

async function withFiles(
  files: Readonly<Record<string, string>>,
  body: (folder: URL, path: string) => Promise<void>,
): Promise<void> {
  const path = await Deno.makeTempDir({ prefix: "mycurrency-test-" });
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${path}/${name}`, text);
    }
    await body(new URL(`file://${path}/`), path);
  } finally {
    await Deno.remove(path, { recursive: true });
  }
}

test("A schema that is up to date stays as it is", async (fresh) => {
  await using store = await fresh.open();
  const before = await store.sql`select * from schema_migrations`;
  assertEquals(await migrate(store.sql, { log: quietLog }), []);
  const after = await store.sql`select * from schema_migrations`;
  assertEquals([...after], [...before]);
  assertEquals(after.length > 0, true);
});

test("Two starters at once apply each migration once", async (fresh) => {
  await using one = await fresh.open();
  await using two = await fresh.again();
  await one.sql`drop table schema_migrations`;
  const files = {
    "0001_first.sql": "create table t1 (a int); insert into t1 values (1);",
    "0002_second.sql": "create table t2 (a int); insert into t2 values (1);",
    "README.md": "not a migration",
  };
  await withFiles(files, async (folder) => {
    const applied = await Promise.all([
      migrate(one.sql, { log: quietLog, folder }),
      migrate(two.sql, { log: quietLog, folder }),
    ]);
    assertEquals(applied.flat().sort(), ["0001_first", "0002_second"]);
  });
  assertEquals((await one.sql`select * from t1, t2`).length, 1);
});

test("A migration that fails leaves nothing of itself and keeps those before it", async (fresh) => {
  await using store = await fresh.open();
  await store.sql`drop table schema_migrations`;
  const files = {
    "0001_first.sql": "create table t1 (a int);",
    "0002_second.sql": "create table t2 (a int); select * from nowhere;",
  };
  await withFiles(files, async (folder, path) => {
    const run = () => migrate(store.sql, { log: quietLog, folder });
    await assertRejects(run, Error, "nowhere");
    const [found] = await store.sql`
      select to_regclass('t1') is not null as one, to_regclass('t2') is not null as two`;
    assertEquals({ ...found }, { one: true, two: false });
    await Deno.writeTextFile(
      `${path}/0002_second.sql`,
      "create table t2 (a int);",
    );
    assertEquals(await run(), ["0002_second"]);
  });
});

test("A schema newer than the program is refused with both versions", async (fresh) => {
  await using store = await fresh.open();
  await store
    .sql`insert into schema_migrations (version, name) values (9000, 'x')`;
  const error = await assertRejects(
    () => migrate(store.sql, { log: quietLog }),
    AppError,
    "schema version 9000",
  );
  assertEquals(error.code, "storage_unavailable");
  await assertRejects(() => fresh.again(), AppError, "Start the newer program");
});

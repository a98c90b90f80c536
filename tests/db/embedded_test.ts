/** What the embedded database guarantees of its data folder and its connections. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { openClient, reach } from "../../db/client.ts";
import { readHolder } from "../../db/data_lock.ts";
import { attachEmbedded, openEmbedded } from "../../db/embedded.ts";
import { openStorage, type Storage } from "../../db/storage.ts";
import { addDays, daysBetween } from "../../rates/day.ts";
import { AppError } from "../../rates/errors.ts";
import { quietLog } from "../support/databases.ts";
import {
  largeAnswer,
  LOADED,
  RATES_A_DAY,
} from "../support/embedded_loader.ts";

/** One folder for the file: to create a database takes seconds, to open it a fraction of one. */
let dataDir = "";

Deno.test.beforeAll(async () => {
  dataDir = await Deno.makeTempDir({ prefix: "mycurrency-test-" });
});

Deno.test.afterAll(async () => {
  await Deno.remove(dataDir, { recursive: true });
});

function open(options: { attach?: boolean } = {}) {
  return openStorage({ databaseUrl: null, dataDir, log: quietLog, ...options });
}

Deno.test("A killed process releases the folder, and every row that it had confirmed is there", async () => {
  const script = new URL("../support/embedded_writer.ts", import.meta.url);
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", script.href, dataDir],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let said = "";
  const decoder = new TextDecoder();
  for await (const bytes of child.stdout.values({ preventCancel: true })) {
    said += decoder.decode(bytes, { stream: true });
    if (said.split("\n").length > 200) break;
  }
  const error = await assertRejects(
    () => open(),
    AppError,
    `process ${child.pid}`,
  );
  assertEquals(error.code, "storage_unavailable");
  child.kill("SIGKILL");
  for await (const bytes of child.stdout) said += decoder.decode(bytes);
  await child.status;

  const confirmed = Number(said.trimEnd().split("\n").at(-1));
  await using store = await open();
  const [row] = await store
    .sql`select max(n) as newest, count(*)::int as count from written`;
  assert(row?.newest >= confirmed, `${row?.newest} of ${confirmed}`);
  assertEquals(row?.count, row?.newest);
});

Deno.test("Killed while a large answer is stored, each day of it is there whole or unknown, the loads say how many, and others were answered meanwhile", async () => {
  const script = new URL("../support/embedded_loader.ts", import.meta.url);
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", script.href, dataDir],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const output = child.stdout.getReader();
  await output.read();
  const known = async ({ sql }: Storage) => {
    const [row] = await sql<{ days: number; rows: number }[]>`
      select count(*)::integer as days, coalesce(sum(rows), 0)::integer as rows
      from ledger join providers p on p.id = provider_id and p.key = 'loader'`;
    return row ?? { days: 0, rows: 0 };
  };
  {
    await using beside = await open({ attach: true });
    const writer = child.stdin.getWriter();
    await writer.write(new Uint8Array(1));
    while ((await known(beside)).days === 0);
    child.kill("SIGKILL");
    await writer.close().catch(() => {});
  }
  await output.cancel();
  await child.status;

  await using store = await open();
  const answer = largeAnswer();
  const { days, rows } = await known(store);
  const all = daysBetween(LOADED.from, LOADED.to) + 1;
  assert(days > 0 && days < all, `${days} of ${all} days`);
  const [stored] = await store.sql`
    select count(*)::integer, min(date), max(date)
    from rates join providers p on p.id = provider_id and p.key = 'loader'`;
  assertEquals({ ...stored }, {
    count: days * RATES_A_DAY,
    min: addDays(LOADED.to, 1 - days),
    max: LOADED.to,
  });
  assertEquals(rows, days * RATES_A_DAY);
  const [load] = await store.ingestions.list({ limit: 1 });
  assertEquals(
    [load?.provider, load?.status, load?.cause, load?.inserted],
    ["loader", "failed", "file", rows],
  );
  const saved = await store.rates.save("loader", answer, new Date());
  assertEquals([saved.unchanged, saved.inserted], [
    rows,
    answer.observations.length - rows,
  ]);
});

Deno.test("A folder that is in use is refused with a sentence that names it and its process", async () => {
  await using _store = await open();
  const error = await assertRejects(() => open(), AppError);
  assertEquals(error.code, "storage_unavailable");
  for (const part of [dataDir, `process ${Deno.pid}`, "another data folder"]) {
    assert(error.message.includes(part), error.message);
  }
});

Deno.test("What was written is there after closing and opening again, and nobody holds a closed folder", async () => {
  {
    await using store = await open();
    await store.sql`create table kept as select 'yes' as answer`;
    assertEquals((await readHolder(dataDir))?.pid, Deno.pid);
  }
  assertEquals(await readHolder(dataDir), null);
  assertEquals(await attachEmbedded(dataDir), null);
  await using store = await open();
  assertEquals((await store.sql`select answer from kept`)[0]?.answer, "yes");
});

Deno.test("The files and the socket are for this user only", async () => {
  await using _store = await open();
  for (const folder of ["pg", "run"]) {
    const { mode } = await Deno.stat(`${dataDir}/${folder}`);
    assertEquals((mode ?? 0) & 0o777, 0o700, folder);
  }
});

Deno.test("A command line works beside the process that holds the folder, and leaves it running", async () => {
  await using store = await open();
  {
    await using beside = await open({ attach: true });
    await beside.sql`create table beside as select 1 as a`;
  }
  assertEquals((await store.sql`select a from beside`).length, 1);
});

Deno.test("A connection's statements that fail do not disturb the answers of another", async () => {
  await using store = await open();
  await using beside = await open({ attach: true });
  async function ask() {
    for (let i = 0; i < 300; i++) {
      const [row] = await store.sql`select ${i}::int as n`;
      assertEquals(row?.n, i);
    }
  }
  async function fail() {
    for (let i = 0; i < 200; i++) {
      await assertRejects(async () =>
        await beside.sql`select ${i}::int from nowhere`
      );
    }
  }
  await Promise.all([ask(), fail()]);
});

Deno.test("A transaction that its client abandons is rolled back and holds nobody up", async () => {
  await using store = await open();
  await store.sql`create table abandoned (a int)`;
  const running = await attachEmbedded(dataDir);
  const client = openClient({
    server: { socket: running?.socket ?? "" },
    log: quietLog,
  });
  const begun = Promise.withResolvers<void>();
  const left = client.begin(async (tx) => {
    await tx`insert into abandoned values (1)`;
    begun.resolve();
    await new Promise<never>(() => {});
  });
  await begun.promise;
  const waiting = store.sql`select a from abandoned`.execute();
  const [outcome] = await Promise.allSettled([
    left,
    client.end({ timeout: 0 }),
  ]);
  assertEquals(outcome?.status, "rejected");
  assertEquals((await waiting).length, 0);
});

Deno.test("A folder whose path is too long for a socket works, and leaves no other folder behind", async () => {
  const parent = await Deno.makeTempDir({ prefix: "mycurrency-test-" });
  const long = `${parent}/${"long".repeat(30)}`;
  try {
    const { socket, close } = await openEmbedded(long, quietLog);
    assert(socket.length < 100 && !socket.startsWith(long), socket);
    const sql = openClient({ server: { socket }, log: quietLog });
    assertEquals((await sql`select 1 as one`)[0]?.one, 1);
    await sql.end();
    await close();
    const folder = socket.slice(0, socket.lastIndexOf("/"));
    await assertRejects(() => Deno.stat(folder), Deno.errors.NotFound);
  } finally {
    await Deno.remove(parent, { recursive: true });
  }
});

Deno.test("A folder that cannot be made is refused with a sentence", async () => {
  const file = await Deno.makeTempFile({ prefix: "mycurrency-test-" });
  await assertRejects(
    () => openEmbedded(`${file}/data`, quietLog),
    AppError,
    "cannot be written",
  );
  await Deno.remove(file);
});

Deno.test("A client whose embedded server is gone answers that the storage is away", async () => {
  const { socket, close } = await openEmbedded(dataDir, quietLog);
  const sql = openClient({ server: { socket }, log: quietLog });
  await sql`select 1`;
  await close();
  const error = await assertRejects(() => reach(() => sql`select 1`), AppError);
  assertEquals(error.code, "storage_unavailable");
  await sql.end({ timeout: 0 });
});

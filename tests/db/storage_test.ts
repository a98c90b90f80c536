/** What opening a database and losing it guarantees. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { openClient, reach } from "../../db/client.ts";
import { openStorage } from "../../db/storage.ts";
import { AppError, ConfigError } from "../../rates/errors.ts";
import { quietLog } from "../support/databases.ts";
import { type Cluster, startPostgres } from "../support/postgres.ts";
import { SYSTEM } from "../support/people.ts";

function openUrl(databaseUrl: string) {
  return openStorage({ databaseUrl, dataDir: "/nonexistent", log: quietLog });
}

async function withServer(
  body: (cluster: Cluster) => Promise<void>,
): Promise<void> {
  await using cluster = await startPostgres();
  if (cluster) await body(cluster);
}

Deno.test("An address at which no server is cannot be used, and says why without its password", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const error = await assertRejects(
    () => openUrl(`postgres://u:secret@127.0.0.1:${port}/x`),
    ConfigError,
  );
  assertEquals(
    error.message,
    "DATABASE_URL cannot be used: nobody listens at that address and port.",
  );
});

Deno.test("A server that stops is storage that is away, for every question", () =>
  withServer(async (cluster) => {
    await using store = await openUrl(cluster.url("postgres"));
    assertEquals(store.kind, "server");
    await store.ping();
    await cluster[Symbol.asyncDispose]();
    for (
      const question of [
        () => store.ping(),
        () => store.rates.order(),
        () => store.currencies.list(),
        () => store.providers.setOrder([], null, SYSTEM),
      ]
    ) {
      const error = await assertRejects(question, AppError);
      assertEquals(error.code, "storage_unavailable");
    }
  }));

Deno.test("A statement that runs too long is cancelled and counts as storage that is away", () =>
  withServer(async ({ url }) => {
    const sql = openClient({
      server: { url: url("postgres") },
      log: quietLog,
      statementTimeoutMs: 20,
    });
    const error = await assertRejects(
      () => reach(() => sql`select pg_sleep(60)`),
      AppError,
    );
    assertEquals(error.code, "storage_unavailable");
    const wrong = await assertRejects(
      () => reach(() => sql`select 1 / 0`),
      Error,
    );
    assertEquals(wrong instanceof AppError, false);
    await sql.end();
  }));

Deno.test("Closing a storage lets go of every connection", () =>
  withServer(async ({ url }) => {
    const store = await openUrl(url("postgres"));
    await Promise.all(Array.from({ length: 8 }, () => store.ping()));
    await store.close();
    const sql = openClient({ server: { url: url("postgres") }, log: quietLog });
    const others = await sql`
      select pid from pg_stat_activity
      where application_name = 'mycurrency' and pid <> pg_backend_pid()`;
    assertEquals(others.length, 0);
    await sql.end();
  }));

Deno.test("A pooler that refuses session settings is asked again without them", async () => {
  const startups: string[] = [];
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const served = (async () => {
    for await (const connection of listener) {
      const buffer = new Uint8Array(1024);
      const size = await connection.read(buffer);
      startups.push(new TextDecoder().decode(buffer.subarray(0, size ?? 0)));
      await connection.write(
        fatal("08P01", "unsupported startup parameter: statement_timeout"),
      );
      connection.close();
    }
  })();
  await assertRejects(
    () => openUrl(`postgres://u@127.0.0.1:${listener.addr.port}/x`),
    AppError,
  );
  listener.close();
  await served;
  assert(startups[0]?.includes("statement_timeout"));
  assert(!startups.at(-1)?.includes("statement_timeout"));
});

/** An ErrorResponse of the Postgres protocol. */
function fatal(code: string, message: string): Uint8Array {
  const fields = new TextEncoder().encode(`SFATAL\0C${code}\0M${message}\0\0`);
  const bytes = new Uint8Array(5 + fields.length);
  bytes[0] = "E".charCodeAt(0);
  new DataView(bytes.buffer).setInt32(1, 4 + fields.length);
  bytes.set(fields, 5);
  return bytes;
}

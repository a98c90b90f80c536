/** Runs the same tests against both kinds of database: the embedded one always, a real server where there is one. */

import { openClient } from "../../db/client.ts";
import { openStorage, type Storage } from "../../db/storage.ts";
import type { Log } from "../../rates/ports.ts";
import postgres from "postgres";
import { type Cluster, startPostgres } from "./postgres.ts";
import { type Embedded, openEmbedded } from "../../db/embedded.ts";

/** A log that nobody reads. */
export const quietLog: Log = {
  debug() {},
  info() {},
  warn() {},
  error() {},
};

/** One kind of database: gives fresh, empty ones at the current schema. */
export interface Fresh {
  /** An empty database at the current schema; the test closes what it opens. */
  open(): Promise<Storage>;
  /** Another opening of the same database, as another process has. */
  again(): Promise<Storage>;
}

type Body = (fresh: Fresh) => Promise<void>;

/** Registers tests of one file against both databases; each database is started once per file. */
export function useDatabases(): (name: string, body: Body) => void {
  let cluster: Cluster | null = null;
  let embedded: { dataDir: string; server: Embedded } | undefined;
  let count = 0;

  Deno.test.beforeAll(async () => {
    const dataDir = await Deno.makeTempDir({ prefix: "mycurrency-test-" });
    const [server, started] = await Promise.all([
      openEmbedded(dataDir, quietLog),
      startPostgres(),
    ]);
    embedded = { dataDir, server };
    cluster = started;
  });

  Deno.test.afterAll(async () => {
    await cluster?.[Symbol.asyncDispose]();
    await embedded?.server.close();
    if (embedded) await Deno.remove(embedded.dataDir, { recursive: true });
  });

  function running() {
    if (!embedded) throw new Error("The embedded database is not started");
    return embedded;
  }

  function openFolder(): Promise<Storage> {
    return openStorage({
      databaseUrl: null,
      dataDir: running().dataDir,
      log: quietLog,
      attach: true,
    });
  }

  const folder: Fresh = {
    async open() {
      const { socket } = running().server;
      const sql = openClient({ server: { socket }, log: quietLog });
      await sql.unsafe("drop schema public cascade; create schema public");
      await sql.end();
      return await openFolder();
    },
    again: openFolder,
  };

  function serverOf({ url }: Cluster): Fresh {
    const openUrl = () =>
      openStorage({
        databaseUrl: url(`test_${count}`),
        dataDir: "/nonexistent",
        log: quietLog,
      });
    return {
      async open() {
        count++;
        const sql = postgres(url("postgres"), { max: 1 });
        await sql.unsafe(`create database test_${count}`);
        await sql.end();
        return await openUrl();
      },
      again: openUrl,
    };
  }

  return (name, body) => {
    Deno.test(`${name} (embedded)`, () => body(folder));
    Deno.test(`${name} (server)`, async () => {
      if (cluster) await body(serverOf(cluster));
    });
  };
}

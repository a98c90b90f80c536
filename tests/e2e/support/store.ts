/** Databases that a service under test starts on: copies of one that has been started on before, so that it is quick. */

import postgres from "postgres";
import { openStorage } from "../../../db/storage.ts";
import { quietLog } from "../../support/databases.ts";
import { People } from "../../support/people.ts";
import { noNetwork, runCommand } from "../../support/process.ts";
import { startPostgres } from "../../support/postgres.ts";
import { historyCsv } from "./history.ts";

/** The kinds of database that the service runs on. */
export type StoreKind = "embedded" | "postgres";

/** Whether there is a history, and anybody who can log in. */
export type StoreState = "people" | "nobody" | "empty";

type Settings = Readonly<Record<string, string>>;

/** Gives a database to each service that is started. */
export interface Stores extends AsyncDisposable {
  /**
   * The settings that lead to a new database: with the history in it and somebody who can log in, with the history
   * alone, or with nothing, not even its tables.
   */
  fresh(state: StoreState): Promise<Settings>;
}

/**
 * Makes the first database, null where there is no server to make it on; of no special kind it is on a server, where the
 * service starts in a third of the time, or embedded where there is none.
 */
export async function openStores(
  kind: StoreKind | null,
): Promise<Stores | null> {
  const folder = await Deno.makeTempDir({ prefix: "mycurrency-e2e-" });
  const removeFolder = () => Deno.remove(folder, { recursive: true });
  try {
    const stores = kind === "embedded"
      ? await embeddedStores(folder)
      : await serverStores(folder) ??
        (kind === null ? await embeddedStores(folder) : null);
    if (!stores) await removeFolder();
    return stores && {
      fresh: stores.fresh,
      async [Symbol.asyncDispose]() {
        await stores.close();
        await removeFolder();
      },
    };
  } catch (error) {
    await removeFolder();
    throw error;
  }
}

async function embeddedStores(folder: string) {
  let count = 0;
  const first = (state: StoreState) => `${folder}/${state}`;
  await fill(folder, { DATA_DIR: first("nobody") });
  await copyFolder(first("nobody"), first("people"));
  await populate({ databaseUrl: null, dataDir: first("people") });
  return {
    async fresh(state: StoreState) {
      const copy = `${folder}/${++count}`;
      if (state !== "empty") await copyFolder(first(state), copy);
      return { DATA_DIR: copy };
    },
    close: () => Promise.resolve(),
  };
}

async function serverStores(folder: string) {
  const cluster = await startPostgres();
  if (!cluster) return null;
  let count = 0;
  const sql = postgres(cluster.url("postgres"), { max: 1 });
  const copy = (from: string, to: string) =>
    sql`create database ${sql(to)} template ${sql(from)}`;
  await sql`create database empty`;
  await copy("empty", "nobody");
  await fill(folder, { DATABASE_URL: cluster.url("nobody") });
  await copy("nobody", "people");
  await populate({ databaseUrl: cluster.url("people"), dataDir: "" });
  return {
    async fresh(state: StoreState) {
      const name = `copy_${++count}`;
      await copy(state, name);
      return { DATABASE_URL: cluster.url(name) };
    },
    async close() {
      await sql.end();
      await cluster[Symbol.asyncDispose]();
    },
  };
}

/** Creates the schema and loads the history, as an administrator would. */
async function fill(
  folder: string,
  database: Settings,
): Promise<void> {
  const file = `${folder}/history.csv`;
  await Deno.writeTextFile(file, historyCsv(new Date()));
  const { code, out, log } = await runCommand(
    ["ingest", "--provider", "ecb", "--file", file],
    { ...await noNetwork(), ...database },
  );
  if (code !== 0) throw new Error(`Cannot load the history: ${out}\n${log}`);
}

/** Adds an administrator and a viewer, called by their roles. */
async function populate(
  place: { readonly databaseUrl: string | null; readonly dataDir: string },
): Promise<void> {
  await using storage = await openStorage({ ...place, log: quietLog });
  const people = new People(storage, () => new Date());
  await people.register("admin");
  await people.register("viewer");
}

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { mode: 0o700 });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copyFolder(`${from}/${name}`, `${to}/${name}`);
    else await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
  }
}

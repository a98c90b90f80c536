/** The schema's history: numbered SQL files, each applied once, in its own transaction, by one starter at a time. */

import { AppError } from "../rates/errors.ts";
import type { Log } from "../rates/ports.ts";
import { codeOf, reach, type Sql, transaction } from "./client.ts";

/** Any number that no other lock of this program has: "mycu" in ASCII. */
const LOCK = 0x6d796375;
const UNDEFINED_TABLE = "42P01";

interface Migration {
  readonly version: number;
  readonly name: string;
  readonly url: URL;
}

/**
 * Brings the schema up to this program's version; asks one question when it is.
 * @returns the names of the migrations that were applied
 * @throws {AppError} `storage_unavailable` when the schema is newer than the program
 */
export async function migrate(
  sql: Sql,
  { log, folder = new URL("./migrations/", import.meta.url) }: {
    readonly log: Log;
    /** Where the files are; its URL ends in a slash. */
    readonly folder?: URL;
  },
): Promise<string[]> {
  const migrations = await list(folder);
  const latest = migrations.at(-1)?.version ?? 0;
  const current = await versionOf(sql);
  if (current > latest) {
    throw new AppError(
      "storage_unavailable",
      `The database has schema version ${current}, and this program knows versions up to ${latest}. ` +
        "Start the newer program, or restore a copy of the database from before its update.",
    );
  }
  const applied: string[] = [];
  for (const migration of migrations) {
    if (migration.version <= current) continue;
    if (!await apply(sql, migration)) continue;
    log.info("applies a migration", { name: migration.name });
    applied.push(migration.name);
  }
  return applied;
}

async function list(folder: URL): Promise<Migration[]> {
  const found: Migration[] = [];
  for await (const entry of Deno.readDir(folder)) {
    const match = /^(\d{4})_(\w+)\.sql$/.exec(entry.name);
    if (!match) continue;
    found.push({
      version: Number(match[1]),
      name: entry.name.replace(/\.sql$/, ""),
      url: new URL(entry.name, folder),
    });
  }
  return found.sort((a, b) => a.version - b.version);
}

function versionOf(sql: Sql): Promise<number> {
  return reach(async () => {
    try {
      const [row] = await sql<{ version: number }[]>`
        select coalesce(max(version), 0) as version from schema_migrations`;
      return row?.version ?? 0;
    } catch (error) {
      if (codeOf(error) === UNDEFINED_TABLE) return 0;
      throw error;
    }
  });
}

/** Whether it was still to be done once the lock was ours: another starter may have been faster. */
async function apply(sql: Sql, migration: Migration): Promise<boolean> {
  const statements = await Deno.readTextFile(migration.url);
  return await reach(() =>
    transaction(sql, async (tx) => {
      await tx`select pg_advisory_xact_lock(${LOCK})`;
      // A change to a large table may take as long as it needs.
      await tx`set local statement_timeout = 0`;
      await tx`
        create table if not exists schema_migrations (
          version integer primary key,
          name text not null,
          applied_at timestamptz not null default now()
        )`;
      const recorded = await tx`
        insert into schema_migrations (version, name)
        values (${migration.version}, ${migration.name})
        on conflict do nothing`;
      if (recorded.count === 0) return false;
      await tx.unsafe(statements);
      return true;
    })
  );
}

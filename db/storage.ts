/** Opens the database, wherever it is, at this program's schema: the one door to `db/`. */

import { AppError, ConfigError } from "../rates/errors.ts";
import type {
  AuditStore,
  ChangeFeed,
  CurrencyStore,
  IngestionStore,
  LeaseStore,
  Log,
  ProviderStore,
  RateStore,
  SessionStore,
  SetupStore,
  TokenStore,
  UsageStore,
  UserStore,
} from "../rates/ports.ts";
import { PostgresAuditStore } from "./audit.ts";
import { openClient, reach, refusesSettings, type Sql } from "./client.ts";
import { PostgresChangeFeed } from "./change_feed.ts";
import { PostgresCurrencyStore } from "./currencies_store.ts";
import { attachEmbedded, type Embedded, openEmbedded } from "./embedded.ts";
import { PostgresIngestionStore } from "./ingestions_store.ts";
import { PostgresLeaseStore } from "./leases_store.ts";
import { migrate } from "./migrate.ts";
import { PostgresProviderStore } from "./providers_store.ts";
import { PostgresRateStore } from "./rates_store.ts";
import { PostgresSessionStore } from "./sessions_store.ts";
import { PostgresSetupStore } from "./setup_store.ts";
import { PostgresTokenStore } from "./tokens_store.ts";
import { whyUnusable } from "./unusable.ts";
import { PostgresUsageStore } from "./usage_store.ts";
import { PostgresUserStore } from "./users_store.ts";

/** Where the database is, and how it is used. */
export interface StorageOptions {
  /** The server; null for the embedded database. */
  readonly databaseUrl: string | null;
  /** The folder of the embedded database; not touched when there is a server. */
  readonly dataDir: string;
  readonly log: Log;
  /** Whether to use the embedded database of a process that holds the folder already: for command lines. */
  readonly attach?: boolean;
  /** The most connections to a server. */
  readonly maxConnections?: number;
}

/** The open database. */
export interface Storage extends AsyncDisposable {
  readonly kind: "embedded" | "server";
  readonly sql: Sql;
  readonly rates: RateStore;
  readonly currencies: CurrencyStore;
  readonly providers: ProviderStore;
  readonly usage: UsageStore;
  readonly ingestions: IngestionStore;
  readonly leases: LeaseStore;
  readonly changes: ChangeFeed;
  readonly users: UserStore;
  readonly setup: SetupStore;
  readonly sessions: SessionStore;
  readonly tokens: TokenStore;
  readonly audit: AuditStore;
  /** @throws {AppError} `storage_unavailable` when the database does not answer */
  ping(): Promise<void>;
  /** Lets running statements end for 5 s, then releases everything. */
  close(): Promise<void>;
}

const CLOSE_TIMEOUT_S = 5;

/**
 * Opens the database and brings its schema up to date.
 * @throws {ConfigError} when the address cannot be used
 * @throws {AppError} `storage_unavailable` when it is away, in use by another process or newer than the program
 */
export async function openStorage(options: StorageOptions): Promise<Storage> {
  const { databaseUrl, log, maxConnections } = options;
  if (databaseUrl !== null) {
    const sql = await openServer(databaseUrl, { log, maxConnections });
    return await ready("server", sql, { log, release: async () => {} });
  }
  const { socket, close: release } = await openFolder(options);
  const sql = openClient({ server: { socket }, log });
  return await ready("embedded", sql, { log, release });
}

async function openServer(
  url: string,
  options: Pick<StorageOptions, "log" | "maxConnections">,
): Promise<Sql> {
  const sql = openClient({ server: { url }, ...options });
  try {
    await reach(() => sql`select 1`);
    return sql;
  } catch (error) {
    await sql.end({ timeout: CLOSE_TIMEOUT_S });
    if (!(error instanceof AppError) || !refusesSettings(error.cause)) {
      const why = whyUnusable(error);
      if (why === null) throw error;
      throw new ConfigError(`DATABASE_URL cannot be used: ${why}.`, {
        cause: error,
      });
    }
    options.log.warn(
      "connection pooler refuses session settings, goes on without a statement timeout",
    );
    return openClient({ server: { url }, ...options, plain: true });
  }
}

async function openFolder(
  { dataDir, log, attach }: StorageOptions,
): Promise<Embedded> {
  const running = attach ? await attachEmbedded(dataDir) : null;
  return running ?? await openEmbedded(dataDir, log);
}

async function ready(
  kind: Storage["kind"],
  sql: Sql,
  { log, release }: {
    readonly log: Log;
    readonly release: () => Promise<void>;
  },
): Promise<Storage> {
  async function close() {
    await sql.end({ timeout: CLOSE_TIMEOUT_S });
    await release();
  }
  try {
    await migrate(sql, { log });
  } catch (error) {
    await close();
    throw error;
  }
  const bulk = kind === "server" ? "copy" : "unnest";
  return {
    kind,
    sql,
    rates: new PostgresRateStore(sql, { bulk }),
    ingestions: new PostgresIngestionStore(sql, { bulk }),
    leases: new PostgresLeaseStore(sql),
    changes: new PostgresChangeFeed(sql),
    currencies: new PostgresCurrencyStore(sql),
    providers: new PostgresProviderStore(sql),
    usage: new PostgresUsageStore(sql),
    users: new PostgresUserStore(sql),
    setup: new PostgresSetupStore(sql),
    sessions: new PostgresSessionStore(sql),
    tokens: new PostgresTokenStore(sql),
    audit: new PostgresAuditStore(sql),
    ping: () => reach(async () => void await sql`select 1`),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The one place that makes the Postgres client, whichever server it speaks to, and says when that server is away. */

import postgres from "postgres";
import { AppError } from "../rates/errors.ts";
import type { Log } from "../rates/ports.ts";

/** The client. Numbers of type `numeric` and `bigint` and days arrive as text, instants as Date. */
export type Sql = postgres.Sql<{ date: string }>;

/** The client inside a transaction. */
export type Transaction = postgres.TransactionSql<{ date: string }>;

/** Which server, and what else a client needs to know. */
export interface ClientOptions {
  /** A connection URL, or the path of the Unix socket of the embedded server. */
  readonly server: { readonly url: string } | { readonly socket: string };
  readonly log: Log;
  /** The most connections; default 10, and always 1 to the embedded server, which has one backend. */
  readonly maxConnections?: number;
  /** A statement that runs longer is cancelled; default 30 s. The embedded server has no timers and ignores it. */
  readonly statementTimeoutMs?: number;
  /** Whether to leave out session settings, which some connection poolers refuse. */
  readonly plain?: boolean;
}

/**
 * Every statement here goes by a key whatever its values are, so a plan is made once. To plan the evidence of a
 * question anew took 0.34 ms, to run it 0.12 ms.
 */
const PLAN_CACHE_MODE = "force_generic_plan";

const CONNECT_TIMEOUT_S = 5;
const IDLE_TIMEOUT_S = 60;
const STATEMENT_TIMEOUT_MS = 30_000;
/** The longest pause before another try to connect. The library's own 20 s would make callers wait as long. */
const LONGEST_BACKOFF_S = 1;
const RETRY_AFTER_SECONDS = 5;

/** Makes a client. It connects when first asked. */
export function openClient(options: ClientOptions): Sql {
  const { server, log } = options;
  const shared = {
    types: {
      // A JS Date at midnight is not a day: it shifts with the time zone.
      date: {
        to: 1082,
        from: [1082],
        serialize: (day: string) => day,
        parse: (day: string) => day,
      },
    },
    backoff: (retries: number) =>
      Math.min(0.05 * 2 ** retries, LONGEST_BACKOFF_S),
    onnotice: (notice: postgres.Notice) =>
      log.debug("database notice", {
        code: notice.code,
        message: notice.message,
      }),
  };
  if ("socket" in server) {
    return postgres({
      ...shared,
      path: server.socket,
      database: "postgres",
      username: "postgres",
      max: 1,
      connect_timeout: CONNECT_TIMEOUT_S,
      // A closed connection leaves its prepared statements behind in the one backend, so connections are kept.
      max_lifetime: null,
      connection: { application_name: "mycurrency" },
    });
  }
  return postgres(server.url, {
    ...shared,
    max: options.maxConnections ?? 10,
    connect_timeout: CONNECT_TIMEOUT_S,
    idle_timeout: IDLE_TIMEOUT_S,
    connection: {
      application_name: "mycurrency",
      ...(options.plain ? {} : {
        ["statement_timeout"]: options.statementTimeoutMs ??
          STATEMENT_TIMEOUT_MS,
        ["plan_cache_mode"]: PLAN_CACHE_MODE,
      }),
    },
  });
}

/**
 * Does something with the database.
 * @throws {AppError} `storage_unavailable` when the server is away or out of room; other errors pass as they are
 */
export async function reach<T>(work: () => PromiseLike<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isAway(error)) throw error;
    throw new AppError(
      "storage_unavailable",
      "The database cannot be reached at the moment. Try again in a few seconds.",
      { retryAfterSeconds: RETRY_AFTER_SECONDS },
      { cause: error },
    );
  }
}

/** Codes of a connection that is gone, or will be before another statement reaches the server. */
const GONE =
  /^(CONNECTION_(CLOSED|ENDED|DESTROYED)|ECONNRESET|EPIPE|08...|57P0[1-3])$/;

/**
 * Does the work in a transaction.
 *
 * When its connection breaks, the client would still send a rollback on it, and that ends the process with an error that
 * nobody can catch (https://github.com/porsager/postgres/issues/1208). So the work is not seen to fail then: the client
 * rejects the transaction by itself, and the server has rolled it back.
 */
export async function transaction<T>(
  sql: Sql,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const done: { result?: [T] } = {};
  await sql.begin((tx) =>
    new Promise<void>((resolve, reject) => {
      work(tx).then((value) => {
        done.result = [value];
        resolve();
      }, (error) => {
        if (!GONE.test(codeOf(error) ?? "")) reject(error);
      });
    })
  );
  if (!done.result) throw new TypeError("A transaction ended without a result");
  return done.result[0];
}

/** Whether a connection pooler refused the session settings of a client that is not `plain`. */
export function refusesSettings(error: unknown): boolean {
  return codeOf(error) === "08P01" && error instanceof Error &&
    /startup parameter/.test(error.message);
}

/** The error code that Postgres or the connection gave, or null. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && "code" in error &&
      typeof error.code === "string"
    ? error.code
    : null;
}

/** Operating system and client codes of a connection that cannot be made or broke. */
const AWAY = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOENT",
  "EPIPE",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "CONNECT_TIMEOUT",
  "CONNECTION_CLOSED",
  "CONNECTION_ENDED",
  "CONNECTION_DESTROYED",
  // query_canceled: the statement timeout.
  "57014",
  // read_only_sql_transaction: what a former primary answers after a fail-over.
  "25006",
]);

/** Connection exceptions, insufficient resources, shut-down and start-up: https://www.postgresql.org/docs/15/errcodes-appendix.html */
const AWAY_CLASSES = /^(08...|53...|57P0[1-5])$/;

function isAway(error: unknown): boolean {
  const code = codeOf(error);
  return code !== null && (AWAY.has(code) || AWAY_CLASSES.test(code));
}

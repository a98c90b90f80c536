/** A throwaway Postgres server on loopback, for tests that want the real one beside the embedded one. */

import { setTimeout as delay } from "node:timers/promises";
import postgres from "postgres";

/** A running server whose data nobody needs. */
export interface Cluster extends AsyncDisposable {
  /** The URL of a database on it. */
  url(database: string): string;
  /** Ends every connection at once and starts again, with all that was committed. */
  restart(): Promise<void>;
}

const START_TIMEOUT_MS = 20_000;

/**
 * Starts a server when its programs are on this machine; says so and gives null when they are not. Where `CI` is set they
 * have to be: there nobody would read that half of the tests was left out.
 */
export async function startPostgres(): Promise<Cluster | null> {
  const bin = await findPrograms();
  if (bin === null) {
    if (Deno.env.get("CI")) {
      throw new Error("Cannot find initdb and postgres, which CI needs");
    }
    // deno-lint-ignore no-console
    console.log(
      "left out: tests on a Postgres server, which is not on this machine",
    );
    return null;
  }
  const folder = await Deno.makeTempDir({ prefix: "mycurrency-test-pg-" });
  const data = `${folder}/data`;
  const user = await serverUser();
  if (user) await Deno.chown(folder, user.uid, user.gid);
  const options = {
    ...user,
    cwd: folder,
    stdout: "null",
    stderr: "null",
  } as const;
  await expectSuccess(`${bin}/initdb`, {
    ...options,
    args: ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
      .concat(["--locale=C", "--no-sync"]),
  });
  const port = freePort();
  const start = () =>
    new Deno.Command(`${bin}/postgres`, {
      ...options,
      args: ["-D", data, "-h", "127.0.0.1", "-p", String(port), "-k", folder]
        .concat(["-c", "fsync=off", "-c", "max_connections=60"]),
    }).spawn();
  let server = start();
  const url = (database: string) =>
    `postgres://postgres@127.0.0.1:${port}/${database}`;
  let stopped = false;
  async function stop() {
    if (stopped) return;
    stopped = true;
    // A fast shutdown: open transactions are rolled back.
    server.kill("SIGINT");
    await server.status;
    await Deno.remove(folder, { recursive: true });
  }
  try {
    await untilReady(url("postgres"));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    async restart() {
      server.kill("SIGINT");
      await server.status;
      server = start();
      await untilReady(url("postgres"));
    },
    [Symbol.asyncDispose]: stop,
  };
}

async function findPrograms(): Promise<string | null> {
  const folders = (Deno.env.get("PATH") ?? "").split(":");
  const versions = "/usr/lib/postgresql";
  try {
    for await (const { name } of Deno.readDir(versions)) {
      folders.push(`${versions}/${name}/bin`);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  for (const folder of folders) {
    if (
      await isFile(`${folder}/initdb`) && await isFile(`${folder}/postgres`)
    ) {
      return folder;
    }
  }
  return null;
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch {
    return false;
  }
}

/** Postgres refuses to run as root; there it runs as the user `postgres`, or `nobody`. */
async function serverUser(): Promise<{ uid: number; gid: number } | null> {
  if (Deno.uid() !== 0) return null;
  const lines = (await Deno.readTextFile("/etc/passwd")).split("\n");
  for (const name of ["postgres", "nobody"]) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))
      ?.split(":") ?? [];
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error("Cannot find a user that is not root to run Postgres as");
}

async function expectSuccess(
  command: string,
  options: Deno.CommandOptions,
): Promise<void> {
  const { success, code } = await new Deno.Command(command, options).output();
  if (!success) throw new Error(`${command} ends with code ${code}`);
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

async function untilReady(url: string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const sql = postgres(url, { max: 1, connect_timeout: 2 });
    try {
      await sql`select 1`;
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await delay(20);
    } finally {
      await sql.end();
    }
  }
}

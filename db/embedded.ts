/**
 * The embedded Postgres: PGlite in a data folder, in a thread of its own, behind a Unix socket.
 *
 * What was committed survives the death of the process, `kill -9` included. WebAssembly cannot flush the disk, so a
 * power cut can cost the last seconds or more; who needs that guarantee sets `DATABASE_URL`.
 */

import { AppError } from "../rates/errors.ts";
import type { Log } from "../rates/ports.ts";
import { type DataLock, readHolder, takeLock } from "./data_lock.ts";
import type { EmbeddedCommand, EmbeddedReply } from "./embedded_worker.ts";

/** A running embedded server. */
export interface Embedded {
  /** The path of its Unix socket. */
  readonly socket: string;
  close(): Promise<void>;
}

/** `sun_path` holds 108 bytes on Linux and 104 on macOS, the closing zero included (`man 7 unix`). */
const MAX_SOCKET_PATH_BYTES = 103;
const CLOSE_TIMEOUT_MS = 10_000;

/**
 * Starts the server on a data folder, which it creates when there is none.
 * @throws {AppError} `storage_unavailable` when another process holds the folder or it cannot be used
 */
export async function openEmbedded(
  dataDir: string,
  log: Log,
): Promise<Embedded> {
  const lock = await hold(dataDir);
  const socket = await placeSocket(dataDir);
  const thread = new Thread(log);
  async function release() {
    thread.end();
    await socket.remove();
    await lock.release();
  }
  try {
    const folder = `${dataDir}/pg`;
    await createOnce(folder, log);
    await thread.tell({ do: "serve", folder, socket: socket.path });
    await lock.announce(socket.path);
  } catch (error) {
    await release();
    throw new AppError(
      "storage_unavailable",
      `The embedded database in '${dataDir}' does not start. Restore the folder from a copy, move it away to begin anew, or set DATABASE_URL.`,
      {},
      { cause: error },
    );
  }
  return {
    socket: socket.path,
    async close() {
      try {
        await thread.tell({ do: "close" }, CLOSE_TIMEOUT_MS);
      } catch (error) {
        log.error("embedded database does not close cleanly", { error });
      } finally {
        await release();
      }
    },
  };
}

/**
 * The server that another process runs on the data folder, for command lines beside a running service; null when
 * nobody holds the folder. Closing it leaves that process alone.
 * @throws {AppError} `storage_unavailable` while that process is still starting
 */
export async function attachEmbedded(
  dataDir: string,
): Promise<Embedded | null> {
  const holder = await readHolder(dataDir);
  if (!holder) return null;
  if (holder.socket === null) {
    throw new AppError(
      "storage_unavailable",
      `Process ${holder.pid} is still starting on the data folder '${dataDir}'. Try again in a few seconds.`,
      { retryAfterSeconds: 5 },
    );
  }
  return { socket: holder.socket, close: () => Promise.resolve() };
}

async function hold(dataDir: string): Promise<DataLock> {
  try {
    await Deno.mkdir(dataDir, { recursive: true, mode: 0o700 });
    return await takeLock(dataDir);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError(
      "storage_unavailable",
      `The data folder '${dataDir}' cannot be written. Give this user the right to, or choose another folder.`,
      {},
      { cause: error },
    );
  }
}

async function placeSocket(dataDir: string) {
  const folder = `${await Deno.realPath(dataDir)}/run`;
  const path = `${folder}/pg.sock`;
  const fits = new TextEncoder().encode(path).length <= MAX_SOCKET_PATH_BYTES;
  if (!fits) {
    const temporary = await Deno.makeTempDir({ prefix: "mycurrency-" });
    return {
      path: `${temporary}/pg.sock`,
      remove: () => Deno.remove(temporary, { recursive: true }),
    };
  }
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  await Deno.chmod(folder, 0o700);
  // A killed process leaves its socket behind, and nobody can listen where a file is.
  const remove = () => removeIfThere(path);
  await remove();
  return { path, remove };
}

/** Creates the database beside its place and moves it there, so that a start that is killed leaves no half of one. */
async function createOnce(folder: string, log: Log): Promise<void> {
  if (await exists(folder)) return;
  log.info("creates the embedded database", { folder });
  const draft = `${folder}.new`;
  await removeIfThere(draft);
  await Deno.mkdir(draft, { mode: 0o700 });
  const { unpackEmptyDatabase } = await import("./embedded_template.ts");
  await unpackEmptyDatabase(draft);
  await Deno.rename(draft, folder);
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** The worker, asked one thing at a time. */
class Thread {
  #worker = new Worker(new URL("./embedded_worker.ts", import.meta.url), {
    type: "module",
    name: "embedded database",
  });
  #died = Promise.withResolvers<never>();

  constructor(log: Log) {
    this.#died.promise.catch(() => {});
    this.#worker.onerror = (event) => {
      event.preventDefault();
      log.error("embedded database stops", { reason: event.message });
      this.#died.reject(new Error(event.message));
    };
  }

  async tell(command: EmbeddedCommand, timeoutMs?: number): Promise<void> {
    const { port1, port2 } = new MessageChannel();
    const reply = Promise.withResolvers<void>();
    port1.onmessage = ({ data }: MessageEvent<EmbeddedReply>) =>
      data.failure === null
        ? reply.resolve()
        : reply.reject(new Error(data.failure));
    const timer = timeoutMs === undefined ? undefined : setTimeout(
      () => reply.reject(new Error(`No answer within ${timeoutMs} ms`)),
      timeoutMs,
    );
    try {
      this.#worker.postMessage(command, [port2]);
      await Promise.race([reply.promise, this.#died.promise]);
    } finally {
      clearTimeout(timer);
      port1.close();
    }
  }

  end(): void {
    this.#worker.terminate();
  }
}

/** One process per data folder: a lock that the kernel releases when its holder dies, however it dies. */

import { z } from "zod";
import { AppError } from "../rates/errors.ts";

/** Who holds a data folder. */
export interface Holder {
  readonly pid: number;
  /** Where its database listens; null while it starts. */
  readonly socket: string | null;
}

/** A held data folder. */
export interface DataLock {
  /** Tells other processes where the database listens. */
  announce(socket: string): Promise<void>;
  release(): Promise<void>;
}

const holderSchema = z.object({
  pid: z.number().int(),
  socket: z.string().nullable(),
});

/**
 * Takes the data folder for this process.
 * @throws {AppError} `storage_unavailable` when another process holds it
 */
export async function takeLock(dataDir: string): Promise<DataLock> {
  const file = await Deno.open(lockPath(dataDir), {
    read: true,
    write: true,
    create: true,
    mode: 0o600,
  });
  if (!await file.tryLock(true)) {
    file.close();
    throw new AppError(
      "storage_unavailable",
      `The data folder '${dataDir}' is in use by ${await nameHolder(
        dataDir,
      )}. ` +
        "Stop that process, or give this one another data folder or a DATABASE_URL.",
    );
  }
  await write(file, { pid: Deno.pid, socket: null });
  return {
    announce: (socket) => write(file, { pid: Deno.pid, socket }),
    // The file stays: to delete it would let two processes hold two files of one name.
    release: async () => {
      await file.truncate(0);
      await file.unlock();
      file.close();
    },
  };
}

/** Who holds the data folder at this moment; null when nobody does. */
export async function readHolder(dataDir: string): Promise<Holder | null> {
  let file: Deno.FsFile;
  try {
    file = await Deno.open(lockPath(dataDir), { read: true, write: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
  try {
    // Shared, so that two readers do not take each other for a holder.
    if (await file.tryLock(false)) {
      await file.unlock();
      return null;
    }
  } finally {
    file.close();
  }
  return parse(await Deno.readTextFile(lockPath(dataDir)));
}

function lockPath(dataDir: string): string {
  return `${dataDir}/lock`;
}

async function nameHolder(dataDir: string): Promise<string> {
  const holder = parse(await Deno.readTextFile(lockPath(dataDir)));
  return holder ? `process ${holder.pid}` : "another process";
}

function parse(text: string): Holder | null {
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    // Its holder is between taking the lock and writing its name.
    return null;
  }
}

async function write(file: Deno.FsFile, holder: Holder): Promise<void> {
  const bytes = new TextEncoder().encode(JSON.stringify(holder));
  await file.truncate(0);
  await file.seek(0, Deno.SeekMode.Start);
  for (let sent = 0; sent < bytes.length;) {
    sent += await file.write(bytes.subarray(sent));
  }
}

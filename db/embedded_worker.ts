/** The thread in which the embedded Postgres runs, so that a long statement does not hold up the HTTP loop. */

import { PGlite } from "@electric-sql/pglite";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";
import { SharedPGlite } from "./embedded_pglite.ts";

/** What the thread is told to do. */
export type EmbeddedCommand =
  | { readonly do: "serve"; readonly folder: string; readonly socket: string }
  | { readonly do: "close" };

/** What it answers to each command: `failure` is null when it was done. */
export interface EmbeddedReply {
  readonly failure: string | null;
}

/** Room for the service itself and for command lines that attach to it. */
const MAX_CONNECTIONS = 20;

const START_PARAMS = [
  ...PGlite.defaultStartParams,
  // The default of 128 MB is taken at start and held: 314 MB resident against 172 MB with this. The operating system
  // caches the files anyway.
  "-c",
  "shared_buffers=16MB",
  // As the client asks of other servers; here session settings do not reach the one backend.
  "-c",
  "plan_cache_mode=force_generic_plan",
];

let close: (() => Promise<void>) | undefined;

// Each command brings the port for its reply: `self.postMessage` is not in the types of a program that has a window.
addEventListener("message", async (event) => {
  if (!(event instanceof MessageEvent)) return;
  const command: EmbeddedCommand = event.data;
  const [port] = event.ports;
  const reply: EmbeddedReply = { failure: await failureOf(obey(command)) };
  port?.postMessage(reply);
  port?.close();
});

async function failureOf(work: Promise<void>): Promise<string | null> {
  try {
    await work;
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function obey(command: EmbeddedCommand): Promise<void> {
  switch (command.do) {
    case "serve":
      close = await serve(command);
      return;
    case "close":
      return await close?.();
  }
}

async function serve(
  { folder, socket }: EmbeddedCommand & { do: "serve" },
): Promise<() => Promise<void>> {
  const db = await open(folder);
  const server = new PGLiteSocketServer({
    db,
    path: socket,
    maxConnections: MAX_CONNECTIONS,
  });
  await server.start();
  return async () => {
    await server.stop();
    // Without it the next start replays the write-ahead log.
    await db.exec("checkpoint");
    await db.close();
  };
}

async function open(folder: string): Promise<SharedPGlite> {
  const db = new SharedPGlite(folder, { startParams: START_PARAMS });
  await db.waitReady;
  return db;
}

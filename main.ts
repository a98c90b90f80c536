/**
 * The program: its commands, its schedule, and what it serves.
 *
 * `main.ts start` listens by itself; `deno serve` and Deno Deploy take the default export; the other commands do one
 * thing and end, without loading what only the service needs.
 */

import { type Command, runCommand } from "./jobs/command.ts";
import { endAtSignals, runJob, schedule } from "./jobs/cron.ts";
import { EXIT } from "./jobs/exit.ts";
import { cannotStart, listen } from "./jobs/listen.ts";
import { openScreen, print, say, setupNote, welcome } from "./jobs/terminal.ts";
import type { Screen } from "./jobs/screen.ts";
import { openParts, readSettings } from "./parts.ts";
import type { Service } from "./service.ts";

/** Opens the database for a command: one that a running service holds, too. */
const openBeside = (screen: Screen | null = null) =>
  openParts({ attach: true, screen });

const COMMANDS: Readonly<Record<string, Command>> = {
  async start() {
    const { config, storage, stop, fetch, scheduled, ...said } =
      await (service = startService());
    const data = storage.kind === "embedded"
      ? `in ${config.DATA_DIR}, by the embedded Postgres`
      : "in the Postgres of DATABASE_URL";
    try {
      const server = listen({
        hostname: config.HOST,
        port: config.PORT,
        handler: fetch,
        onListen: (address) => say(welcome({ ...said, address, data })),
      });
      stop.first(() => server.shutdown());
      void runJob(scheduled, "goOn");
      await server.finished;
    } finally {
      await stop.end();
    }
    return EXIT.done;
  },

  async ingest(args) {
    const { ingest } = await import("./jobs/ingest.ts");
    const screen = openScreen();
    return await ingest(args, {
      print,
      screen,
      async open() {
        const { createImportFile } = await import("./jobs/import_file.ts");
        const { storage, config, ...parts } = await openBeside(screen);
        const { rates, usage } = storage;
        return {
          ...parts,
          rates,
          usage,
          maxRequests: config.INGEST_MAX_REQUESTS,
          readFile: (path) => Deno.readFile(path),
          importFile: createImportFile({ store: rates, clock: parts.clock }),
        };
      },
    });
  },

  async ["create-admin"](args) {
    const { createAdmin } = await import("./jobs/create_admin.ts");
    const { createPasswords } = await import("./db/passwords.ts");
    const { askHidden, readFirstLine } = await import("./jobs/hidden_line.ts");
    const { ADMIN_PASSWORD } = await readSettings();
    return await createAdmin(args, {
      passwords: createPasswords(),
      clock: () => new Date(),
      password: ADMIN_PASSWORD ?? null,
      terminal: Deno.stdin.isTerminal() ? { ask: prompt, askHidden } : null,
      piped: () => readFirstLine(Deno.stdin.readable),
      async open() {
        const { storage, close } = await openBeside();
        return { users: storage.users, close };
      },
      print: say,
    });
  },

  async ["create-token"](args) {
    const { createToken } = await import("./jobs/create_token.ts");
    return await createToken(args, {
      clock: () => new Date(),
      async open() {
        const { storage, close } = await openBeside();
        return { ...storage, close };
      },
      print: say,
    });
  },

  async migrate() {
    const { close } = await openBeside();
    await close();
    say("The database is at this program's schema.");
    return EXIT.done;
  },
};

async function startService(): Promise<Service> {
  const { startService } = await import("./service.ts");
  return await startService({
    memory: Deno.memoryUsage,
    onEnd: () => endSchedule.abort(),
  });
}

/** The service where nobody prints its address: the link of a first start goes to whoever reads the output. */
async function startServed(): Promise<Service> {
  const running = await startService();
  if (running.setupToken) say(setupNote(running.setupToken));
  return running;
}

let service: Promise<Service> | undefined;

const [name, ...args] = Deno.args;

/** Ends the schedule, which would keep the process alive. */
const endSchedule = new AbortController();

// Deno Deploy finds a schedule only where it is registered whatever happens. There it also wakes the service up; a
// command has nothing to do with it.
schedule(async () => {
  const running = name === undefined ? service ??= startServed() : service;
  return running ? (await running).scheduled : null;
}, endSchedule.signal);

if (name !== undefined) {
  Deno.exitCode = await runCommand(COMMANDS, name, args);
  endSchedule.abort();
} else endAtSignals(endSchedule);

const served = {
  async fetch(request, info) {
    let running;
    try {
      running = await (service ??= startServed());
    } catch (error) {
      // The next request starts anew: a database that was away may be back.
      service = undefined;
      return cannotStart(error);
    }
    return await running.fetch(request, info);
  },
} satisfies Deno.ServeDefaultExport;

/** For `deno serve` and Deno Deploy: starts with the first request. A command has nothing to export. */
export default name === undefined ? served : undefined;

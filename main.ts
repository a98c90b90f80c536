/**
 * The wiring: config → storage → providers → app → serve. The one file that knows everything.
 *
 * `main.ts start` listens by itself; `deno serve` and Deno Deploy take the default export; `main.ts ingest` and
 * `main.ts migrate` do one thing and end.
 */

import { parseEnv } from "node:util";
import registryUrl from "registry-url";
import { type Config, readConfig, upstreams } from "./config.ts";
import { openStorage, type Storage } from "./db/storage.ts";
import { seed } from "./db/seed.ts";
import { type Command, runCommand } from "./jobs/command.ts";
import { endAtSignals, schedule, type Scheduled } from "./jobs/cron.ts";
import { createFillHoles } from "./jobs/fill_holes.ts";
import { loadHistory, storePinnedDay } from "./jobs/first_data.ts";
import { createHousekeeping } from "./jobs/housekeeping.ts";
import { ingest } from "./jobs/ingest.ts";
import { EXIT } from "./jobs/ingest_args.ts";
import { cannotStart, listen } from "./jobs/listen.ts";
import { startLogging } from "./jobs/logging.ts";
import { createRunNow } from "./jobs/run_now.ts";
import { createRunner, type RunIngestion } from "./jobs/runner.ts";
import { createStop, type Stop } from "./jobs/stop.ts";
import { draw, say, welcome } from "./jobs/terminal.ts";
import { createTick } from "./jobs/tick.ts";
import { createUsageRecorder } from "./jobs/usage.ts";
import { readPinnedDay } from "./providers/pinned_day.ts";
import { createProviders } from "./providers/registry.ts";
import { type Ask, createAsk } from "./rates/ask.ts";
import { ECB_CURRENCIES } from "./rates/currency.ts";
import { completeCurrency } from "./rates/new_currency.ts";
import type { Log, Provider } from "./rates/ports.ts";
import { createQueue, type QueueIngestion } from "./rates/queue.ts";
import { createQuote } from "./rates/quote.ts";
import { createSeries } from "./rates/series.ts";
import { createApp } from "./routes/app.ts";
import { servePages } from "./routes/pages.ts";
import release from "./deno.json" with { type: "json" };

const clock = () => new Date();

/** This process, unlike any other: whose leases are whose. */
const worker = crypto.randomUUID();

/** The parts that every command shares. */
interface Parts {
  readonly config: Config;
  readonly log: Log;
  readonly storage: Storage;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly queue: QueueIngestion;
  readonly run: RunIngestion;
  /** Writes down what is counted and closes the database. */
  close(): Promise<void>;
}

async function open({ attach }: { attach: boolean }): Promise<Parts> {
  const file = await readFileOrNull(".env");
  const config = readConfig({
    ...(file && parseEnv(new TextDecoder().decode(file))),
    ...Deno.env.toObject(),
  });
  const log = await startLogging(config.LOG_LEVEL);
  const storage = await openStorage({
    databaseUrl: config.DATABASE_URL ?? null,
    dataDir: config.DATA_DIR,
    log,
    attach,
  });
  const usage = createUsageRecorder({ store: storage.usage, clock, log });
  const all = createProviders({
    fetch,
    clock,
    log,
    keys: {
      currencybeacon: config.CURRENCYBEACON_API_KEY ?? null,
      openexchangerates: config.OPENEXCHANGERATES_APP_ID ?? null,
    },
    npmRegistry: () => registryUrl("@fawazahmed0"),
    baseUrls: upstreams(config),
    currencybeaconTimeSeries: config.CURRENCYBEACON_TIME_SERIES,
    limits: { timeoutMs: config.UPSTREAM_TIMEOUT_MS },
    monthlyRequests: {
      currencybeacon: config.CURRENCYBEACON_MONTHLY_REQUESTS || null,
      openexchangerates: config.OPENEXCHANGERATES_MONTHLY_REQUESTS || null,
    },
    onAttempt: usage.count,
  });
  try {
    await seed(storage.sql, {
      providers: all.map(({ facts }) => facts),
      currencies: (config.SUPPORTED_CURRENCIES ?? ECB_CURRENCIES)
        .map((code) => completeCurrency({ code })),
    });
  } catch (error) {
    await storage.close();
    throw error;
  }
  const providers = new Map(all.map((one) => [one.facts.key, one]));
  const { rates, ingestions } = storage;
  return {
    config,
    log,
    storage,
    providers,
    queue: createQueue({ rates, ingestions, providers, clock }),
    run: createRunner({
      rates,
      ingestions,
      usage,
      providers,
      clock,
      log,
      worker,
      concurrency: config.INGEST_CONCURRENCY,
      maxRequests: config.INGEST_MAX_REQUESTS,
      leaseSeconds: config.INGEST_LEASE_SECONDS,
    }),
    async close() {
      await usage.flush();
      await storage.close();
    },
  };
}

/** The running service: what answers requests, and what ends it. */
async function startService() {
  const parts = await open({ attach: false });
  const stop = createStop({ log: parts.log });
  stop.signal.addEventListener("abort", () => endSchedule.abort());
  stop.last(() => parts.close());
  try {
    return await assemble(parts, stop);
  } catch (error) {
    await stop.end();
    throw error;
  }
}

async function assemble(parts: Parts, stop: Stop) {
  const { config, log, storage, providers, queue, run } = parts;
  const ask = createAsk({
    store: storage.rates,
    clock,
    log,
    deadlineMs: config.ANSWER_DEADLINE_MS,
    ending: stop.signal,
  });
  const rateDeps = {
    store: storage.rates,
    providers,
    ask,
    clock,
    lookBackDays: config.LOOK_BACK_DAYS,
  };
  const pages = new URL("./admin-ui/dist/", import.meta.url);
  const app = createApp({
    quote: createQuote({ ...rateDeps, deadlineMs: config.ANSWER_DEADLINE_MS }),
    series: createSeries({
      ...rateDeps,
      deadlineMs: config.ANSWER_DEADLINE_MS,
      wanted: createFillHoles({ ...stop, queue, clock, log }),
    }),
    currencies: storage.currencies,
    usage: storage.usage,
    ingestions: storage.ingestions,
    queue,
    runNow: createRunNow({ ...stop, run, log }),
    runBudget: config.INGEST_MAX_REQUESTS,
    watchIntervalMs: 1_000,
    ending: stop.signal,
    providers,
    settings: storage.providers,
    store: storage.rates,
    clock,
    log,
    ping: storage.ping,
    // Who may write is decided here once there are accounts; until then whoever reaches HOST may.
    authorize: () => {},
    pages: servePages((path) => readFileOrNull(new URL(path, pages))),
    accessLog: config.ACCESS_LOG,
    testDeadlineMs: config.ANSWER_DEADLINE_MS,
    version: release.version,
  });
  const first = { store: storage.rates, clock, log };
  await storePinnedDay(
    { provider: "currency-api", read: readPinnedDay },
    first,
  );
  const ecb = providers.get("ecb");
  const isOn = (await storage.rates.order()).includes("ecb");
  if (config.BOOTSTRAP_HISTORY && ecb && isOn) {
    stop.background(
      loadHistory(ecb, { ...first, signal: stop.signal, queue, run }),
    );
  }
  return {
    config,
    log,
    storage,
    stop,
    fetch: stop.counting(app.fetch),
    scheduled: scheduledWork(parts, { ask, stop }),
  };
}

/** What the schedule does in a running service. */
function scheduledWork(
  { config, log, storage, providers, queue, run }: Parts,
  { ask, stop }: { readonly ask: Ask; readonly stop: Stop },
): Scheduled {
  const { rates, ingestions, leases, usage } = storage;
  const deps = {
    leases,
    ingestions,
    rates,
    usage,
    providers,
    clock,
    log,
    worker,
  };
  return {
    tick: createTick({
      ...deps,
      ask,
      run,
      maxRequests: config.INGEST_MAX_REQUESTS,
    }),
    keepHouse: createHousekeeping({ ...deps, queue }),
    background: stop.background,
    signal: stop.signal,
    log,
    timeline: config.DENO_TIMELINE ?? null,
  };
}

async function readFileOrNull(file: string | URL) {
  try {
    return await Deno.readFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

async function start(): Promise<number> {
  const { config, storage, stop, fetch } = await (service = startService());
  const data = storage.kind === "embedded"
    ? `in ${config.DATA_DIR}, by the embedded Postgres`
    : "in the Postgres of DATABASE_URL";
  const { version } = release;
  try {
    const server = listen({
      hostname: config.HOST,
      port: config.PORT,
      handler: fetch,
      onListen: (address) => say(welcome({ version, address, data })),
    });
    stop.first(() => server.shutdown());
    await server.finished;
  } finally {
    await stop.end();
  }
  return EXIT.done;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  start,
  async ingest(args) {
    const parts = await open({ attach: true });
    try {
      return await ingest(args, {
        ...parts,
        rates: parts.storage.rates,
        store: parts.storage.rates,
        clock,
        readFile: (path) => Deno.readFile(path),
        print: say,
        draw: Deno.stdout.isTerminal() ? draw : null,
      });
    } finally {
      await parts.close();
    }
  },
  async migrate() {
    const { close } = await open({ attach: true });
    await close();
    say("The database is at this program's schema.");
    return EXIT.done;
  },
};

let service: ReturnType<typeof startService> | undefined;

const [name, ...args] = Deno.args;

/** Ends the schedule, which would keep the process alive. */
const endSchedule = new AbortController();

// Deno Deploy finds a schedule only where it is registered whatever happens. There it also wakes the service up; a
// command has nothing to do with it.
schedule(async () => {
  const running = name === undefined ? service ??= startService() : service;
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
      running = await (service ??= startService());
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

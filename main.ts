/**
 * The wiring: config → storage → providers → app → serve. The one file that knows everything.
 *
 * `main.ts start` listens by itself; `deno serve` and Deno Deploy take the default export; `main.ts ingest` and
 * `main.ts migrate` do one thing and end.
 */

import { parseEnv } from "node:util";
import registryUrl from "registry-url";
import { type Config, readConfig, upstreams } from "./config.ts";
import { createCounts } from "./db/counts.ts";
import { createLoginThrottle } from "./db/login_throttle.ts";
import { createPasswords } from "./db/passwords.ts";
import { openRedis, type Redis } from "./db/redis.ts";
import { RedisCache } from "./db/shared_cache.ts";
import { createSharedCounts } from "./db/shared_counts.ts";
import { openStorage, type Storage } from "./db/storage.ts";
import { seed } from "./db/seed.ts";
import { type Command, runCommand } from "./jobs/command.ts";
import { createAdmin } from "./jobs/create_admin.ts";
import { createToken } from "./jobs/create_token.ts";
import { endAtSignals, schedule, type Scheduled, TIMES } from "./jobs/cron.ts";
import { createFillHoles } from "./jobs/fill_holes.ts";
import { loadHistory, storePinnedDay } from "./jobs/first_data.ts";
import { askHidden, readFirstLine } from "./jobs/hidden_line.ts";
import { createHousekeeping } from "./jobs/housekeeping.ts";
import { createImportFile } from "./jobs/import_file.ts";
import { ingest } from "./jobs/ingest.ts";
import { EXIT } from "./jobs/ingest_args.ts";
import { cannotStart, listen } from "./jobs/listen.ts";
import { startLogging } from "./jobs/logging.ts";
import { createMetrics, type Metrics } from "./jobs/metrics.ts";
import { createMeter } from "./jobs/meter.ts";
import { onceASlot } from "./jobs/once_a_slot.ts";
import { createRunNow } from "./jobs/run_now.ts";
import { createRunner, type RunIngestion } from "./jobs/runner.ts";
import { createSetupLink } from "./jobs/setup_link.ts";
import { createSettling } from "./jobs/settle_counts.ts";
import { createStop, type Stop } from "./jobs/stop.ts";
import { say, setupNote, terminal, welcome } from "./jobs/terminal.ts";
import { createTick } from "./jobs/tick.ts";
import { createUsageRecorder } from "./jobs/usage.ts";
import { readPinnedDay } from "./providers/pinned_day.ts";
import { createProviders } from "./providers/registry.ts";
import { type Ask, createAsk } from "./rates/ask.ts";
import { ECB_CURRENCIES } from "./rates/currency.ts";
import { completeCurrency } from "./rates/new_currency.ts";
import type { Log, Provider, SharedCache } from "./rates/ports.ts";
import {
  createFill,
  createQueue,
  type FillRange,
  type QueueIngestion,
} from "./rates/queue.ts";
import { createQuote } from "./rates/quote.ts";
import { createSeries } from "./rates/series.ts";
import { Tallies } from "./rates/tallies.ts";
import { admitReaders } from "./routes/access/guard.ts";
import { createIdentify } from "./routes/access/identify.ts";
import { CACHED_READS, createApp } from "./routes/app.ts";
import { cachedReads } from "./routes/cached_reads.ts";
import { createAskerOf } from "./routes/asking.ts";
import { createClientOf } from "./routes/client_address.ts";
import { createKnownTokens } from "./routes/known_tokens.ts";
import { limitReads } from "./routes/limit_reads.ts";
import { countKept, countRefused } from "./routes/measure.ts";
import { servePages } from "./routes/pages.ts";
import { watchKept } from "./routes/watch.ts";
import release from "./deno.json" with { type: "json" };

const clock = () => new Date();

/** This process, unlike any other: whose leases are whose. */
const worker = crypto.randomUUID();

/** The parts that every command shares. */
interface Parts {
  readonly config: Config;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly storage: Storage;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly queue: QueueIngestion;
  readonly fill: FillRange;
  readonly run: RunIngestion;
  /** Writes down what is counted and closes the database. */
  close(): Promise<void>;
}

async function readSettings(): Promise<Config> {
  const file = await readFileOrNull(".env");
  return readConfig({
    ...(file && parseEnv(new TextDecoder().decode(file))),
    ...Deno.env.toObject(),
  });
}

async function open({ attach }: { attach: boolean }): Promise<Parts> {
  const config = await readSettings();
  const log = await startLogging(config.LOG_LEVEL);
  const storage = await openStorage({
    databaseUrl: config.DATABASE_URL ?? null,
    dataDir: config.DATA_DIR,
    log,
    attach,
  });
  const metrics = createMetrics({ clock, memory: Deno.memoryUsage });
  const usage = createUsageRecorder({ store: storage.usage, clock, log });
  const monthlyRequests = {
    currencybeacon: config.CURRENCYBEACON_MONTHLY_REQUESTS || null,
    openexchangerates: config.OPENEXCHANGERATES_MONTHLY_REQUESTS || null,
  };
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
    monthlyRequests,
    meter: metrics.metered(createMeter({
      store: storage.usage,
      recorder: usage,
      allowances: monthlyRequests,
      clock,
      log,
    })),
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
  const queueing = { rates, ingestions, providers, clock };
  return {
    config,
    log,
    metrics,
    storage,
    providers,
    queue: createQueue(queueing),
    fill: createFill(queueing),
    run: createRunner({
      rates,
      ingestions,
      providers,
      clock,
      log,
      worker,
      concurrency: config.INGEST_CONCURRENCY,
      maxRequests: config.INGEST_MAX_REQUESTS,
      leaseSeconds: config.INGEST_LEASE_SECONDS,
      onPart: metrics.part,
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
  const { config, log, metrics, storage, providers, queue, fill, run } = parts;
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
  const clientOf = createClientOf({
    trusted: config.TRUSTED_PROXIES,
    header: config.TRUSTED_PROXIES_HEADER,
    log,
  });
  const tokenOf = createKnownTokens({
    tokens: storage.tokens,
    clock,
    background: stop.background,
  });
  const limits = openLimits(config, { log, stop });
  const app = createApp({
    clientOf,
    countAnswer: metrics.answered,
    metrics,
    openMetrics: config.OPEN_METRICS,
    askerOf: createAskerOf({
      identify: createIdentify({ ...storage, clock }),
      counts: limits.counts,
      limits: limits.asking,
    }),
    quote: createQuote({ ...rateDeps, deadlineMs: config.ANSWER_DEADLINE_MS }),
    series: createSeries({
      ...rateDeps,
      deadlineMs: config.ANSWER_DEADLINE_MS,
      wanted: createFillHoles({ ...stop, fill, clock, log }),
    }),
    currencies: storage.currencies,
    usage: storage.usage,
    ingestions: storage.ingestions,
    queue,
    importFile: createImportFile({ store: storage.rates, clock }),
    lookBackDays: config.LOOK_BACK_DAYS,
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
    users: storage.users,
    setup: storage.setup,
    sessions: storage.sessions,
    tokens: storage.tokens,
    audit: storage.audit,
    passwords: createPasswords(),
    loginThrottle: createLoginThrottle(limits.counts),
    requireTokenForReads: config.REQUIRE_TOKEN_FOR_READS,
    pages: servePages((path) => readFileOrNull(new URL(path, pages))),
    accessLog: config.ACCESS_LOG,
    testDeadlineMs: config.ANSWER_DEADLINE_MS,
    version: release.version,
  });
  const setupToken = await createSetupLink({ setup: storage.setup, clock });
  const first = { store: storage.rates, clock, log };
  await storePinnedDay(
    { provider: "currency-api", read: readPinnedDay },
    first,
  );
  const ecb = providers.get("ecb");
  const isOn = (await storage.rates.order()).includes("ecb");
  if (config.BOOTSTRAP_HISTORY && ecb && isOn) {
    stop.background(
      loadHistory(ecb, { ...first, signal: stop.signal, fill, run }),
    );
  }
  const count = countKept(metrics.answered);
  const watch = config.ACCESS_LOG ? watchKept(log) : null;
  return {
    config,
    log,
    storage,
    stop,
    setupToken,
    fetch: stop.counting(limitReads(
      {
        ...limits,
        clientOf,
        tokenOf,
        clock,
        onRefused: countRefused(metrics.answered),
      },
      cachedReads(app.fetch, {
        ...stop,
        reads: CACHED_READS,
        changes: storage.changes,
        shared: sharedCache(parts),
        edition: await edition(parts),
        maxBytes: config.CACHE_MAX_MB * BYTES_PER_MB,
        lookBackDays: config.LOOK_BACK_DAYS,
        clock,
        log,
        admit: config.REQUIRE_TOKEN_FOR_READS
          ? admitReaders(createIdentify({ ...storage, clock }))
          : undefined,
        answered(request, response) {
          count(request, response);
          watch?.(request, response);
        },
      }),
    )),
    scheduled: scheduledWork(parts, { ask, stop }),
  };
}

/** Askers whose counts are remembered: some 10 MB. */
const MAX_ASKERS = 50_000;

/** How much one asker may ask, counted with the other instances where there is a Redis. */
function openLimits(
  config: Config,
  { log, stop }: { readonly log: Log; readonly stop: Stop },
) {
  const redis = sharedRedis(config);
  const shared = redis && createSharedCounts({ redis, log });
  const settling = shared && createSettling({
    counts: shared,
    tallies: () => ({ reads }),
  });
  stop.signal.addEventListener("abort", () => settling?.end());
  const reads: Tallies = new Tallies({
    clock,
    seconds: 60,
    maxKeys: MAX_ASKERS,
    // What an instance does not tell the others is a hundredth of what somebody may.
    share: settling && {
      points: Math.ceil(config.READS_PER_MINUTE / 100),
      onDue: settling.soon,
    },
  });
  return {
    counts: createCounts({ shared, clock, maxKeys: MAX_ASKERS }),
    asking: {
      stranger: config.STRANGER_REQUESTS_PER_HOUR,
      strangers: config.STRANGERS_REQUESTS_PER_HOUR,
      known: config.KNOWN_REQUESTS_PER_HOUR,
    },
    tallies: reads,
    limits: {
      address: config.READS_PER_MINUTE,
      token: config.TOKEN_READS_PER_MINUTE,
    },
  };
}

const BYTES_PER_MB = 1_000_000;

/** The Redis that instances share; null where there is none. */
function sharedRedis(config: Config): Redis | null {
  const { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token } =
    config;
  return url && token ? openRedis({ url, token }) : null;
}

function sharedCache({ config, log }: Parts): SharedCache | null {
  const redis = sharedRedis(config);
  return redis && new RedisCache({ redis, clock, log });
}

/** All that answers depend on besides what is stored: instances that differ in it do not share them. */
async function edition({ config, storage, providers }: Parts): Promise<string> {
  const asked = [...providers.values()].map(({ facts }) => facts);
  return JSON.stringify([
    release.version,
    await storage.changes.database(),
    config.LOOK_BACK_DAYS,
    asked.map(({ key, missingSetting }) => [key, missingSetting]),
  ]);
}

/** What the schedule does in a running service. */
function scheduledWork(
  { config, log, storage, providers, fill, run }: Parts,
  { ask, stop }: { readonly ask: Ask; readonly stop: Stop },
): Scheduled {
  const { rates, ingestions, leases, usage, changes } = storage;
  const deps = { ingestions, rates, usage, changes, providers, clock, log };
  const lease = { leases, log, worker };
  const maxRequests = config.INGEST_MAX_REQUESTS;
  return {
    tick: onceASlot({
      ...TIMES.tick,
      work: createTick({ ...deps, ask, run, maxRequests }),
    }, lease),
    keepHouse: onceASlot({
      ...TIMES.keepHouse,
      work: createHousekeeping({
        ...deps,
        sessions: storage.sessions,
        audit: storage.audit,
        auditDays: config.AUDIT_DAYS,
        fill,
      }),
    }, lease),
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
  const { config, storage, stop, fetch, setupToken } =
    await (service = startService());
  const data = storage.kind === "embedded"
    ? `in ${config.DATA_DIR}, by the embedded Postgres`
    : "in the Postgres of DATABASE_URL";
  const { version } = release;
  try {
    const server = listen({
      hostname: config.HOST,
      port: config.PORT,
      handler: fetch,
      onListen: (address) =>
        say(welcome({ version, address, data, setupToken })),
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
    return await ingest(args, {
      print: say,
      terminal: Deno.stdout.isTerminal() ? terminal : null,
      async open() {
        const { storage, config, ...parts } = await open({ attach: true });
        return {
          ...parts,
          rates: storage.rates,
          usage: storage.usage,
          maxRequests: config.INGEST_MAX_REQUESTS,
          clock,
          readFile: (path) => Deno.readFile(path),
          importFile: createImportFile({ store: storage.rates, clock }),
        };
      },
    });
  },
  async ["create-admin"](args) {
    const { ADMIN_PASSWORD } = await readSettings();
    return await createAdmin(args, {
      passwords: createPasswords(),
      clock,
      password: ADMIN_PASSWORD ?? null,
      terminal: Deno.stdin.isTerminal() ? { ask: prompt, askHidden } : null,
      piped: () => readFirstLine(Deno.stdin.readable),
      async open() {
        const { storage, close } = await open({ attach: true });
        return { users: storage.users, close };
      },
      print: say,
    });
  },
  ["create-token"]: (args) =>
    createToken(args, {
      clock,
      async open() {
        const { storage, close } = await open({ attach: true });
        return { ...storage, close };
      },
      print: say,
    }),
  async migrate() {
    const { close } = await open({ attach: true });
    await close();
    say("The database is at this program's schema.");
    return EXIT.done;
  },
};

/** The service where nobody prints its address: the link of a first start goes to whoever reads the output. */
async function startServed() {
  const running = await startService();
  if (running.setupToken) say(setupNote(running.setupToken));
  return running;
}

let service: ReturnType<typeof startService> | undefined;

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

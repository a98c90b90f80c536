/** The running service: what answers requests, what happens on schedule, and what ends both. Commands do without it. */

import { createCounts } from "./db/counts.ts";
import { createLoginThrottle } from "./db/login_throttle.ts";
import { createPasswords } from "./db/passwords.ts";
import { openRedis } from "./db/redis.ts";
import { RedisCache } from "./db/shared_cache.ts";
import { createSharedCounts } from "./db/shared_counts.ts";
import { readFileOrNull } from "./jobs/environment.ts";
import { createFillHoles } from "./jobs/fill_holes.ts";
import { loadFirstData } from "./jobs/first_data.ts";
import { createImportFile } from "./jobs/import_file.ts";
import { createMetrics, type Metrics } from "./jobs/metrics.ts";
import { createRunNow } from "./jobs/run_now.ts";
import { createScheduled } from "./jobs/scheduled.ts";
import { createSettledTallies } from "./jobs/settled_tallies.ts";
import { createSetupLink } from "./jobs/setup_link.ts";
import { createStop, type Stop } from "./jobs/stop.ts";
import { openParts, type Parts } from "./parts.ts";
import { readPinnedDay } from "./providers/pinned_day.ts";
import { type Ask, createAsk } from "./rates/ask.ts";
import type { Counts } from "./rates/ports.ts";
import { createQuote } from "./rates/quote.ts";
import { createSeries } from "./rates/series.ts";
import { admitReaders } from "./routes/access/guard.ts";
import { createIdentify } from "./routes/access/identify.ts";
import { type AppDeps, createApp, createCachedReads } from "./routes/app.ts";
import { createAskerOf } from "./routes/asking.ts";
import { editionOf } from "./routes/cache/edition.ts";
import { cachedReads } from "./routes/cached_reads.ts";
import { type Clients, createClients } from "./routes/client_address.ts";
import { createKnownTokens } from "./routes/known_tokens.ts";
import { limitReads } from "./routes/limit_reads.ts";
import { countRefused } from "./routes/measure.ts";
import { servePages } from "./routes/pages.ts";
import { createTellKept } from "./routes/tell_kept.ts";
import release from "./deno.json" with { type: "json" };

const { version } = release;

/** Askers whose counts are remembered: some 10 MB. */
const MAX_ASKERS = 50_000;

const BYTES_PER_MB = 1_000_000;

/** What the service needs besides its parts. */
export interface ServiceOptions {
  readonly memory: () => { readonly rss: number; readonly heapUsed: number };
  /** Told when the process is to end. */
  readonly onEnd: () => void;
}

/** The service, started. */
export type Service = Awaited<ReturnType<typeof startService>>;

/** Opens its parts and assembles it; what was opened is closed again when that fails. */
export async function startService({ memory, onEnd }: ServiceOptions) {
  const metrics = createMetrics({ clock: () => new Date(), memory });
  const parts = await openParts({ attach: false, metrics });
  const stop = createStop({ log: parts.log });
  stop.signal.addEventListener("abort", onEnd);
  stop.last(() => parts.close());
  try {
    return await assemble(parts, { metrics, stop });
  } catch (error) {
    await stop.end();
    throw error;
  }
}

interface Frame {
  readonly metrics: Metrics;
  readonly stop: Stop;
}

async function assemble(parts: Parts, { metrics, stop }: Frame) {
  const { config, clock, log, storage } = parts;
  const ask = createAsk({
    store: storage.rates,
    clock,
    log,
    deadlineMs: config.ANSWER_DEADLINE_MS,
    ending: stop.signal,
  });
  const clients = createClients({
    trusted: config.TRUSTED_PROXIES,
    header: config.TRUSTED_PROXIES_HEADER,
    log,
  });
  const shared = openShared(parts);
  const deps = appDeps(parts, {
    metrics,
    stop,
    ask,
    clients,
    counts: createCounts({ shared: shared.counts, clock, maxKeys: MAX_ASKERS }),
  });
  const app = createApp(deps);
  const setupToken = await createSetupLink({ setup: storage.setup, clock });
  await loadFirstData({
    pinned: { provider: "currency-api", read: readPinnedDay },
    history: config.BOOTSTRAP_HISTORY ? parts.providers.get("ecb") : undefined,
  }, { ...storage, ...stop, ...parts });
  const kept = cachedReads(app.fetch, {
    ...deps,
    ...stop,
    reads: createCachedReads(deps),
    changes: storage.changes,
    shared: shared.cache,
    edition: editionOf({
      version,
      database: await storage.changes.database(),
      lookBackDays: config.LOOK_BACK_DAYS,
      providers: parts.providers,
    }),
    maxBytes: config.CACHE_MAX_MB * BYTES_PER_MB,
    admit: config.REQUIRE_TOKEN_FOR_READS
      ? admitReaders(createIdentify({ ...storage, clock }))
      : undefined,
    answered: createTellKept(deps),
  });
  return {
    config,
    storage,
    stop,
    setupToken,
    version,
    fetch: stop.counting(limitReads({
      ...clients,
      tokenOf: createKnownTokens({ ...stop, tokens: storage.tokens, clock }),
      tallies: createSettledTallies({
        name: "reads",
        shared: shared.counts,
        clock,
        seconds: 60,
        maxKeys: MAX_ASKERS,
        // What an instance does not tell the others is a hundredth of what somebody may.
        untold: Math.ceil(config.READS_PER_MINUTE / 100),
        signal: stop.signal,
      }),
      limits: {
        address: config.READS_PER_MINUTE,
        token: config.TOKEN_READS_PER_MINUTE,
      },
      clock,
      onRefused: countRefused(metrics.answered),
    }, kept)),
    scheduled: createScheduled({
      ...storage,
      ...stop,
      ...parts,
      ask,
      maxRequests: config.INGEST_MAX_REQUESTS,
      auditDays: config.AUDIT_DAYS,
      timeline: config.DENO_TIMELINE ?? null,
    }),
  };
}

interface AppParts extends Frame {
  readonly ask: Ask;
  readonly clients: Clients;
  readonly counts: Counts;
}

/** What the app needs, and what is kept of its answers. */
function appDeps(
  { config, clock, log, storage, providers, queue, fill, run }: Parts,
  { metrics, stop, ask, clients, counts }: AppParts,
) {
  const { LOOK_BACK_DAYS: lookBackDays, ANSWER_DEADLINE_MS: deadlineMs } =
    config;
  const store = storage.rates;
  const answering = { store, providers, ask, clock, lookBackDays, deadlineMs };
  const pages = new URL("./admin-ui/dist/", import.meta.url);
  return {
    ...storage,
    settings: storage.providers,
    store,
    providers,
    clock,
    log,
    quote: createQuote(answering),
    series: createSeries({
      ...answering,
      wanted: createFillHoles({ ...stop, fill, clock, log }),
    }),
    lookBackDays,
    testDeadlineMs: deadlineMs,
    queue,
    runNow: createRunNow({ ...stop, run, log }),
    runBudget: config.INGEST_MAX_REQUESTS,
    importFile: createImportFile({ store, clock }),
    watchIntervalMs: 1_000,
    ending: stop.signal,
    ...clients,
    askerOf: createAskerOf({
      identify: createIdentify({ ...storage, clock }),
      counts,
      limits: {
        stranger: config.STRANGER_REQUESTS_PER_HOUR,
        strangers: config.STRANGERS_REQUESTS_PER_HOUR,
        known: config.KNOWN_REQUESTS_PER_HOUR,
      },
    }),
    passwords: createPasswords(),
    loginThrottle: createLoginThrottle(counts),
    requireTokenForReads: config.REQUIRE_TOKEN_FOR_READS,
    countAnswer: metrics.answered,
    metrics,
    openMetrics: config.OPEN_METRICS,
    accessLog: config.ACCESS_LOG,
    pages: servePages((path) => readFileOrNull(new URL(path, pages))),
    version,
  } satisfies AppDeps;
}

/** What instances share where they have a Redis; nulls where there is none. */
function openShared({ config, clock, log }: Parts) {
  const { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token } =
    config;
  if (!url || !token) return { counts: null, cache: null };
  const redis = openRedis({ url, token });
  return {
    counts: createSharedCounts({ redis, log }),
    cache: new RedisCache({ redis, clock, log }),
  };
}

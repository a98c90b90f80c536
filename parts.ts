/** The parts that the service and the commands share: config → storage → providers → the queue and the runner of loads. */

import registryUrl from "registry-url";
import { type Config, readConfig, upstreams } from "./config.ts";
import { seed } from "./db/seed.ts";
import { openStorage, type Storage } from "./db/storage.ts";
import { readEnvironment } from "./jobs/environment.ts";
import { startLogging } from "./jobs/logging.ts";
import { createMeter } from "./jobs/meter.ts";
import type { Metrics } from "./jobs/metrics.ts";
import { createRunner, type RunIngestion } from "./jobs/runner.ts";
import type { Screen } from "./jobs/screen.ts";
import { createUsageRecorder } from "./jobs/usage.ts";
import { createProviders } from "./providers/registry.ts";
import { ECB_CURRENCIES } from "./rates/currency.ts";
import { completeCurrency } from "./rates/new_currency.ts";
import type { Clock, Log, Provider } from "./rates/ports.ts";
import {
  createFill,
  createQueue,
  type FillRange,
  type QueueIngestion,
} from "./rates/queue.ts";

/** The parts, open. */
export interface Parts {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  /** This process, unlike any other: whose leases are whose. */
  readonly worker: string;
  readonly storage: Storage;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly queue: QueueIngestion;
  readonly fill: FillRange;
  readonly run: RunIngestion;
  /** Writes down what is counted and closes the database. */
  close(): Promise<void>;
}

/** How the parts are opened. */
export interface PartsOptions {
  /** Whether the database may be one that another process holds: for commands beside a running service. */
  readonly attach: boolean;
  /** Absent where nobody reads them. */
  readonly metrics?: Pick<Metrics, "metered" | "part">;
  /** The terminal that the log shares with others. */
  readonly screen?: Screen | null;
}

/** The settings of this process. */
export async function readSettings(): Promise<Config> {
  return readConfig(await readEnvironment());
}

/**
 * Opens the parts.
 * @throws {ConfigError} when a setting cannot be used
 * @throws {AppError} `storage_unavailable` when the database is away
 */
export async function openParts(
  { attach, metrics, screen }: PartsOptions,
): Promise<Parts> {
  const config = await readSettings();
  const clock = () => new Date();
  const log = await startLogging(config.LOG_LEVEL, screen);
  const storage = await openStorage({
    databaseUrl: config.DATABASE_URL ?? null,
    dataDir: config.DATA_DIR,
    log,
    attach,
  });
  const usage = createUsageRecorder({ store: storage.usage, clock, log });
  const monthlyRequests = {
    currencybeacon: config.CURRENCYBEACON_MONTHLY_REQUESTS || null,
    openexchangerates: config.OPENEXCHANGERATES_MONTHLY_REQUESTS || null,
  };
  const meter = createMeter({
    store: storage.usage,
    recorder: usage,
    allowances: monthlyRequests,
    clock,
    log,
  });
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
    meter: metrics ? metrics.metered(meter) : meter,
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
  const worker = crypto.randomUUID();
  const { rates, ingestions } = storage;
  const loading = { rates, ingestions, providers, clock };
  return {
    config,
    clock,
    log,
    worker,
    storage,
    providers,
    queue: createQueue(loading),
    fill: createFill(loading),
    run: createRunner({
      ...loading,
      log,
      worker,
      concurrency: config.INGEST_CONCURRENCY,
      maxRequests: config.INGEST_MAX_REQUESTS,
      leaseSeconds: config.INGEST_LEASE_SECONDS,
      onPart: metrics?.part,
    }),
    async close() {
      await usage.flush();
      await storage.close();
    },
  };
}

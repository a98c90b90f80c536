/** Requests of a slow upstream: against the time that they take when no moment of its concurrency is lost. */

import { system } from "../../rates/accounts/system.ts";
import { openStorage } from "../../db/storage.ts";
import { createMeter } from "../../jobs/meter.ts";
import { createRunner } from "../../jobs/runner.ts";
import { createUsageRecorder } from "../../jobs/usage.ts";
import { createCurrencyBeacon } from "../../providers/currencybeacon.ts";
import { createDoor } from "../../providers/http.ts";
import { addDays, day } from "../../rates/day.ts";
import { createQueue } from "../../rates/queue.ts";
import { quietLog } from "../support/databases.ts";
import { startDayUpstream } from "../support/day_upstream.ts";
import { addProviders } from "../support/stored.ts";
import type { Quiet } from "./quiet.ts";
import { compare, type Row, UNITS } from "./row.ts";

const REQUESTS = 30;
const CONCURRENCY = 8;
const UPSTREAM_MS = 200;
const FIRST = day("2020-01-01");
/** Has each request reserved before it leaves, and is never spent. */
const ALLOWANCE = 1_000_000;

/** Queues and runs a month in the server at this address, within a monthly allowance as the service keeps it. */
export async function measureIngestion(
  quiet: Quiet,
  databaseUrl: string,
): Promise<Row> {
  await using upstream = startDayUpstream(UPSTREAM_MS);
  await using storage = await openStorage({
    databaseUrl,
    dataDir: "/nonexistent",
    log: quietLog,
  });
  await addProviders(storage, { currencybeacon: "USD" });
  const clock = () => new Date();
  const log = quietLog;
  const { rates, ingestions, usage } = storage;
  const meter = createMeter({
    store: usage,
    recorder: createUsageRecorder({ store: usage, clock, log }),
    allowances: { currencybeacon: ALLOWANCE },
    clock,
    log,
  });
  const provider = createCurrencyBeacon({
    door: createDoor({ fetch, clock, log, meter }),
    clock,
    baseUrl: upstream.url,
    apiKey: "key",
  });
  const providers = new Map([[provider.facts.key, provider]]);
  const deps = { rates, ingestions, usage, providers, clock, log };
  const queue = createQueue(deps);
  const run = createRunner({
    ...deps,
    worker: "bench",
    concurrency: CONCURRENCY,
    maxRequests: REQUESTS,
    leaseSeconds: 60,
  });

  async function load(round: number): Promise<number> {
    const from = addDays(FIRST, round * REQUESTS);
    const startMs = performance.now();
    const { ingestion } = await queue({
      provider: provider.facts.key,
      range: { from, to: addDays(from, REQUESTS - 1) },
      cause: "command",
      maxRequests: null,
    }, system("command"));
    const ran = await run(ingestion.id, {
      signal: new AbortController().signal,
      patienceMs: 0,
    });
    const tookMs = performance.now() - startMs;
    if (ran?.ingestion.status !== "done") {
      throw new Error(`The load ended as ${ran?.ingestion.status}`);
    }
    return tookMs;
  }

  // The first one connects and compiles.
  await load(0);
  let round = 0;
  const idealMs = Math.ceil(REQUESTS / CONCURRENCY) * UPSTREAM_MS;
  return await compare(quiet, {
    what: `${REQUESTS} requests of ${UPSTREAM_MS} ms, ${CONCURRENCY} at a time`,
    unit: UNITS.ms,
    ours: () => load(++round),
    theirs: {
      name: "no moment lost",
      measure: () => Promise.resolve(idealMs),
    },
    reach: { atMost: 1.15 },
  });
}

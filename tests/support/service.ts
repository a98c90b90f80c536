/** The whole app on a database of its own, with fake providers and a clock that stands still. */

import { seed } from "../../db/seed.ts";
import { openStorage, type Storage } from "../../db/storage.ts";
import { createAsk } from "../../rates/ask.ts";
import { ECB_CURRENCIES } from "../../rates/currency.ts";
import { completeCurrency } from "../../rates/new_currency.ts";
import type { Log, Provider } from "../../rates/ports.ts";
import { createQuote } from "../../rates/quote.ts";
import { createQueue } from "../../rates/queue.ts";
import { createSeries } from "../../rates/series.ts";
import { createApp } from "../../routes/app.ts";
import type { Authorize } from "../../routes/guard.ts";
import { servePages } from "../../routes/pages.ts";

/** What a test may choose. */
export interface ServiceOptions {
  /** In order of preference. */
  readonly providers: readonly Provider[];
  readonly time: string;
  /** How long a question waits for providers. */
  readonly deadlineMs?: number;
  readonly authorize?: Authorize;
  /** Built pages by their path. */
  readonly pages?: Readonly<Record<string, string>>;
  /** Ends streams; one that is aborted already lets none begin. */
  readonly ending?: AbortSignal;
}

/** A line that was logged. */
export interface Line {
  readonly level: keyof Log;
  readonly message: string;
  readonly values: Record<string, unknown>;
}

/** The app, ready to be asked. */
export interface Service extends AsyncDisposable {
  readonly storage: Storage;
  readonly lines: readonly Line[];
  /** The ingestions that the runner was told to begin with; it does not run here. */
  readonly begun: readonly number[];
  /** Sends a request; the body, when there is one, as JSON. */
  send(method: string, path: string, body?: unknown): Promise<Response>;
  /** The app itself, for a server. */
  fetch(request: Request): Promise<Response>;
  /** Sends a request as it is. */
  request(path: string, init?: RequestInit): Promise<Response>;
}

/** Starts the app on an empty embedded database. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const dataDir = await Deno.makeTempDir({ prefix: "mycurrency-test-" });
  const { deadlineMs = 5_000 } = options;
  const lines: Line[] = [];
  const log = recordingLog(lines);
  const clock = () => new Date(options.time);
  const storage = await openStorage({ databaseUrl: null, dataDir, log });
  await seed(storage.sql, {
    providers: options.providers.map(({ facts }) => facts),
    currencies: ECB_CURRENCIES.map((code) => completeCurrency({ code })),
  });
  const providers = new Map(
    options.providers.map((one) => [one.facts.key, one]),
  );
  const ask = createAsk({
    store: storage.rates,
    clock,
    log,
    deadlineMs,
  });
  const deps = {
    store: storage.rates,
    providers,
    ask,
    clock,
    lookBackDays: 14,
  };
  const begun: number[] = [];
  const files = options.pages ?? {};
  const app = createApp({
    quote: createQuote({ ...deps, deadlineMs }),
    series: createSeries({ ...deps, deadlineMs }),
    currencies: storage.currencies,
    settings: storage.providers,
    store: storage.rates,
    providers,
    clock,
    log,
    ping: storage.ping,
    authorize: options.authorize ?? (() => {}),
    pages: servePages((path) => {
      const text = files[path];
      return Promise.resolve(
        text === undefined ? null : new TextEncoder().encode(text),
      );
    }),
    usage: storage.usage,
    ingestions: storage.ingestions,
    queue: createQueue({
      rates: storage.rates,
      ingestions: storage.ingestions,
      providers,
      clock,
    }),
    runNow: (id) => {
      begun.push(id);
    },
    runBudget: 30,
    watchIntervalMs: 5,
    ending: options.ending ?? new AbortController().signal,
    accessLog: false,
    testDeadlineMs: deadlineMs,
    version: "1.2.3",
  });
  const request = async (path: string, init?: RequestInit) =>
    await app.request(path, init);
  return {
    storage,
    lines,
    begun,
    fetch: async (request) => await app.fetch(request),
    request,
    send: (method, path, body) =>
      request(path, {
        method,
        ...(body !== undefined && {
          body: JSON.stringify(body),
          headers: { "content-type": "application/json" },
        }),
      }),
    async [Symbol.asyncDispose]() {
      await storage.close();
      await Deno.remove(dataDir, { recursive: true });
    },
  };
}

/** A service that all tests of a file share; each asks `of()` for it. */
export function useService(options: () => ServiceOptions): () => Service {
  let service: Service | undefined;
  Deno.test.beforeAll(async () => {
    service = await startService(options());
  });
  Deno.test.afterAll(async () => {
    await service?.[Symbol.asyncDispose]();
  });
  return () => {
    if (!service) throw new Error("Cannot use a service before it is started");
    return service;
  };
}

function recordingLog(lines: Line[]): Log {
  const at = (level: keyof Log): Log[keyof Log] => (message, values = {}) => {
    lines.push({ level, message, values });
  };
  return {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
  };
}

/** The whole app on a database of its own, with fake providers and a clock that stands still. */

import { createPasswords } from "../../db/passwords.ts";
import { createCounts } from "../../db/counts.ts";
import { seed } from "../../db/seed.ts";
import { openStorage, type Storage } from "../../db/storage.ts";
import { createImportFile } from "../../jobs/import_file.ts";
import { createMetrics } from "../../jobs/metrics.ts";
import type { AskingLimits } from "../../rates/asker.ts";
import { createAsk } from "../../rates/ask.ts";
import { ECB_CURRENCIES } from "../../rates/currency.ts";
import { completeCurrency } from "../../rates/new_currency.ts";
import type {
  Log,
  LoginThrottle,
  Passwords,
  Provider,
} from "../../rates/ports.ts";
import { createQuote } from "../../rates/quote.ts";
import { createQueue } from "../../rates/queue.ts";
import { createSeries } from "../../rates/series.ts";
import { createIdentify } from "../../routes/access/identify.ts";
import { createAskerOf } from "../../routes/asking.ts";
import { type AppDeps, createApp } from "../../routes/app.ts";
import {
  type Connection,
  createClients,
  type Network,
} from "../../routes/client_address.ts";
import { servePages } from "../../routes/pages.ts";
import { People, type Person } from "./people.ts";

/** What a test may choose. */
export interface ServiceOptions {
  /** In order of preference. */
  readonly providers: readonly Provider[];
  /** Where the clock stands. */
  readonly time: string | (() => string);
  /** How long a question waits for providers. */
  readonly deadlineMs?: number;
  readonly asking?: AskingLimits;
  readonly openMetrics?: boolean;
  readonly trustedProxies?: readonly Network[];
  readonly passwords?: Passwords;
  readonly loginThrottle?: LoginThrottle;
  readonly requireTokenForReads?: boolean;
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
  /** What the app was made with. */
  readonly deps: AppDeps;
  readonly storage: Storage;
  readonly lines: readonly Line[];
  /** The ingestions that the runner was told to begin with; it does not run here. */
  readonly begun: readonly number[];
  /** The people and programs of the tests. */
  readonly people: People;
  /** Sends a request as an administrator; the body, when there is one, as JSON. */
  send(method: string, path: string, body?: unknown): Promise<Response>;
  /** Sends a request as somebody else, or as a stranger. */
  sendAs(
    person: Person | null,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Response>;
  /** The app itself, for a server. */
  fetch(request: Request, connection?: Connection): Promise<Response>;
  /** Sends a request as it is, as a stranger's. */
  request(path: string, init?: RequestInit): Promise<Response>;
}

/** Hashes that cost nothing: what they are worth is tested where they are made. */
const CHEAP = createPasswords({
  cost: { memory: 8, passes: 1, parallelism: 1 },
});

/** Lets everybody try as often as they like. */
const PATIENT: LoginThrottle = {
  check: () => Promise.resolve(0),
  succeeded: () => Promise.resolve(),
};

/** Starts the app on an empty embedded database. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const dataDir = await Deno.makeTempDir({ prefix: "mycurrency-test-" });
  const { deadlineMs = 5_000 } = options;
  const lines: Line[] = [];
  const log = recordingLog(lines);
  const { time } = options;
  const clock = () => new Date(typeof time === "string" ? time : time());
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
  const answering = {
    store: storage.rates,
    providers,
    ask,
    clock,
    lookBackDays: 14,
    deadlineMs,
  };
  const begun: number[] = [];
  const metrics = createMetrics({ clock, memory: Deno.memoryUsage });
  const files = options.pages ?? {};
  const deps: AppDeps = {
    quote: createQuote(answering),
    series: createSeries(answering),
    currencies: storage.currencies,
    settings: storage.providers,
    store: storage.rates,
    providers,
    clock,
    log,
    ping: storage.ping,
    ...createClients({
      trusted: options.trustedProxies ?? [],
      header: "x-forwarded-for",
      log,
    }),
    countAnswer: metrics.answered,
    metrics,
    openMetrics: options.openMetrics ?? false,
    askerOf: createAskerOf({
      identify: createIdentify({ ...storage, clock }),
      counts: createCounts({ shared: null, clock, maxKeys: 1_000 }),
      limits: options.asking ?? { stranger: 0, strangers: 0, known: 0 },
    }),
    users: storage.users,
    setup: storage.setup,
    sessions: storage.sessions,
    tokens: storage.tokens,
    audit: storage.audit,
    passwords: options.passwords ?? CHEAP,
    loginThrottle: options.loginThrottle ?? PATIENT,
    requireTokenForReads: options.requireTokenForReads ?? false,
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
    importFile: createImportFile(answering),
    lookBackDays: answering.lookBackDays,
    runNow: (id) => {
      begun.push(id);
    },
    runBudget: 30,
    watchIntervalMs: 5,
    ending: options.ending ?? new AbortController().signal,
    accessLog: false,
    testDeadlineMs: deadlineMs,
    version: "1.2.3",
  };
  const app = createApp(deps);
  const request = async (path: string, init?: RequestInit) =>
    await app.request(path, init);
  const people = new People(storage, clock);
  const sendAs: Service["sendAs"] = async (person, method, path, body) =>
    await request(path, {
      method,
      headers: {
        ...(person && await people.credentials(person)),
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  return {
    storage,
    deps,
    people,
    lines,
    begun,
    fetch: async (request, connection) => await app.fetch(request, connection),
    request,
    sendAs,
    send: (method, path, body) => sendAs("admin", method, path, body),
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

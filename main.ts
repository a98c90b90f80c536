/**
 * The wiring: config → storage → providers → app → serve. The one file that knows everything.
 *
 * `main.ts start` listens by itself; `deno serve` and Deno Deploy take the default export; `main.ts ingest` and
 * `main.ts migrate` do one thing and end.
 */

import { parseEnv } from "node:util";
import registryUrl from "registry-url";
import { type Config, readConfig } from "./config.ts";
import { openStorage, type Storage } from "./db/storage.ts";
import { seed } from "./db/seed.ts";
import { loadHistory, storePinnedDay } from "./jobs/first_data.ts";
import { EXIT, ingest } from "./jobs/ingest.ts";
import { listen } from "./jobs/listen.ts";
import { startLogging } from "./jobs/logging.ts";
import { createStop } from "./jobs/stop.ts";
import { readPinnedDay } from "./providers/pinned_day.ts";
import { createProviders } from "./providers/registry.ts";
import { createAsk } from "./rates/ask.ts";
import { ECB_CURRENCIES } from "./rates/currency.ts";
import { AppError, ConfigError } from "./rates/errors.ts";
import { completeCurrency } from "./rates/new_currency.ts";
import type { Log, Provider } from "./rates/ports.ts";
import { createQuote } from "./rates/quote.ts";
import { createSeries } from "./rates/series.ts";
import { createApp } from "./routes/app.ts";
import { servePages } from "./routes/pages.ts";
import release from "./deno.json" with { type: "json" };

const clock = () => new Date();

/** The parts that every command shares. */
interface Parts {
  readonly config: Config;
  readonly log: Log;
  readonly storage: Storage;
  readonly providers: ReadonlyMap<string, Provider>;
}

async function open({ attach }: { attach: boolean }): Promise<Parts> {
  const file = await readFileOrNull(".env");
  const config = readConfig({
    ...(file && parseEnv(new TextDecoder().decode(file))),
    ...Deno.env.toObject(),
  });
  const log = await startLogging(config.LOG_LEVEL);
  const providers = createProviders({
    fetch,
    clock,
    log,
    keys: {
      currencybeacon: config.CURRENCYBEACON_API_KEY ?? null,
      openexchangerates: config.OPENEXCHANGERATES_APP_ID ?? null,
    },
    npmRegistry: () => registryUrl("@fawazahmed0"),
    baseUrls: baseUrls(config),
    currencybeaconTimeSeries: config.CURRENCYBEACON_TIME_SERIES,
    limits: { timeoutMs: config.UPSTREAM_TIMEOUT_MS },
  });
  const storage = await openStorage({
    databaseUrl: config.DATABASE_URL ?? null,
    dataDir: config.DATA_DIR,
    log,
    attach,
  });
  await seed(storage.sql, {
    providers: providers.map(({ facts }) => facts),
    currencies: (config.SUPPORTED_CURRENCIES ?? ECB_CURRENCIES)
      .map((code) => completeCurrency({ code })),
  });
  return {
    config,
    log,
    storage,
    providers: new Map(providers.map((one) => [one.facts.key, one])),
  };
}

/** The vendors' addresses that the environment replaces. */
function baseUrls(config: Config) {
  const replaced = {
    currencybeacon: config.CURRENCYBEACON_URL,
    ecbFiles: config.ECB_FILES_URL,
    ecbApi: config.ECB_API_URL,
    frankfurter: config.FRANKFURTER_URL,
    openexchangerates: config.OPENEXCHANGERATES_URL,
    currencyApi: config.CURRENCY_API_URL &&
      [{ name: "mirror", url: config.CURRENCY_API_URL }],
  };
  return Object.fromEntries(
    Object.entries(replaced).filter(([, url]) => url !== undefined),
  );
}

/** The running service: what answers requests, and what ends it. */
async function startService() {
  const parts = await open({ attach: false });
  const { config, log, storage, providers } = parts;
  const stop = createStop({ log });
  stop.last(() => storage.close());
  const ask = createAsk({
    store: storage.rates,
    clock,
    log,
    deadlineMs: config.ANSWER_DEADLINE_MS,
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
    series: createSeries(rateDeps),
    currencies: storage.currencies,
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
  if (config.BOOTSTRAP_HISTORY && ecb) {
    stop.background(loadHistory(ecb, { ...first, signal: stop.signal }));
  }
  return { config, log, storage, stop, fetch: stop.counting(app.fetch) };
}

async function readFileOrNull(file: string | URL) {
  try {
    return await Deno.readFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

async function start(): Promise<void> {
  const { config, storage, stop, fetch } = await startService();
  try {
    const server = listen({
      hostname: config.HOST,
      port: config.PORT,
      handler: fetch,
      onListen: (address) => say(welcome(address, config, storage.kind)),
    });
    stop.first(() => server.shutdown());
    await server.finished;
  } finally {
    await stop.end();
  }
}

function welcome(
  address: string,
  { DATA_DIR }: Config,
  kind: Storage["kind"],
): string {
  const data = kind === "embedded"
    ? `in ${DATA_DIR}, by the embedded Postgres`
    : "in the Postgres of DATABASE_URL";
  return `MyCurrency ${release.version} is ready.

  API    ${address}/api/v1
  Docs   ${address}/docs
  Admin  ${address}/admin
  Data   ${data}
`;
}

function say(text: string): void {
  // deno-lint-ignore no-console
  console.log(text);
}

type Command = (args: readonly string[]) => Promise<number>;

const COMMANDS: Readonly<Record<string, Command>> = {
  async start() {
    await start();
    return EXIT.done;
  },
  async ingest(args) {
    const { storage, providers } = await open({ attach: true });
    await using _open = storage;
    return await ingest(args, {
      providers,
      store: storage.rates,
      clock,
      readFile: (path) => Deno.readFile(path),
      print: say,
    });
  },
  async migrate() {
    const { storage } = await open({ attach: true });
    await storage.close();
    say("The database is at this program's schema.");
    return EXIT.done;
  },
};

/** Runs a command; what the operator can mend is told in sentences, not in stack traces. */
async function run(name: string, args: readonly string[]): Promise<void> {
  const command = COMMANDS[name];
  if (!command) {
    say(
      `There is no command '${name}'. There are: ${
        Object.keys(COMMANDS).join(", ")
      }.`,
    );
    Deno.exitCode = EXIT.usage;
    return;
  }
  try {
    Deno.exitCode = await command(args);
  } catch (error) {
    if (error instanceof ConfigError) {
      say(error.message);
      Deno.exitCode = EXIT.usage;
    } else if (error instanceof AppError) {
      say(error.message);
      Deno.exitCode = EXIT.fault;
    } else throw error;
  }
}

const [name, ...args] = Deno.args;
if (name !== undefined) await run(name, args);

let service: ReturnType<typeof startService> | undefined;

const served = {
  async fetch(request, info) {
    const { fetch } = await (service ??= startService());
    return await fetch(request, info);
  },
} satisfies Deno.ServeDefaultExport;

/** For `deno serve` and Deno Deploy: starts with the first request. A command has nothing to export. */
export default name === undefined ? served : undefined;

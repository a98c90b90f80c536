/** Every environment variable: name, form, default and meaning; parsed once and passed in, read nowhere else. */

import { z } from "zod";
import { isoCurrency } from "./rates/currency.ts";
import { ConfigError } from "./rates/errors.ts";

const text = z.string().trim();
const optional = text.optional();
const address = z.url({
  protocol: /^https?$/,
  error: "must be an address that begins with http:// or https://",
}).transform((url) => url.replace(/\/+$/, ""));
const onOff = (initial: "on" | "off") =>
  z.enum(["on", "off"], { error: "must be on or off" }).default(initial)
    .transform((value) => value === "on");
const whole = (initial: number, [least, most]: [number, number]) =>
  z.string().default(String(initial)).transform((value, context) => {
    const count = Number(value);
    if (/^\d{1,9}$/.test(value) && count >= least && count <= most) {
      return count;
    }
    context.addIssue({
      code: "custom",
      message: `must be a whole number from ${least} to ${most}`,
    });
    return z.NEVER;
  });

/** Codes as `EUR,CHF` or, as the project before this one wrote them, `{'EUR', 'CHF'}`. */
const codes = text.transform((value, context) => {
  const found = value.replace(/[{}[\]'"\s]/g, "").toUpperCase().split(",")
    .filter((code) => code !== "");
  const refuse = (message: string) => {
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  };
  if (found.length === 0 || !found.every((code) => /^[A-Z]{3}$/.test(code))) {
    return refuse("must be currency codes such as EUR,CHF,USD,GBP");
  }
  const unknown = found.filter((code) => !isoCurrency(code));
  return unknown.length === 0
    ? [...new Set(found)]
    : refuse(`must be codes of ISO 4217; these are not: ${unknown.join(", ")}`);
});

/** The variables; an empty one counts as absent. */
const Variables = z.object({
  PORT: whole(8000, [0, 65_535]).describe("The port to listen on."),
  HOST: text.default("127.0.0.1").describe(
    "The address to listen on. Writes are open to whoever reaches it, so it is this machine only unless you say otherwise (0.0.0.0).",
  ),
  DATABASE_URL: z.url({
    protocol: /^postgres(ql)?$/,
    error:
      "must be an address such as postgres://user:password@host:5432/database",
  }).optional().describe(
    "A Postgres server, 15 or newer. Without it an embedded Postgres keeps its data in DATA_DIR.",
  ),
  DATA_DIR: text.default("./data").describe(
    "The folder of the embedded Postgres. One process at a time.",
  ),
  SUPPORTED_CURRENCIES: codes.optional().describe(
    "The currencies that are enabled at the first start, such as EUR,CHF,USD,GBP. Without it: the thirty of the European Central Bank.",
  ),
  CURRENCYBEACON_API_KEY: optional.describe(
    "The key of CurrencyBeacon. Without it that provider is not asked.",
  ),
  OPENEXCHANGERATES_APP_ID: optional.describe(
    "The app id of Open Exchange Rates. Without it that provider is not asked.",
  ),
  CURRENCYBEACON_TIME_SERIES: onOff("off").describe(
    "on: your CurrencyBeacon plan has time series, so one request can cover a year.",
  ),
  BOOTSTRAP_HISTORY: onOff("on").describe(
    "Whether the history of the European Central Bank is loaded in the background when it is not there yet (one request).",
  ),
  INGEST_CONCURRENCY: whole(8, [1, 32]).describe(
    "Requests that loading history may have under way at a time; some providers get fewer.",
  ),
  INGEST_MAX_REQUESTS: whole(30, [0, 1_000_000]).describe(
    "The most requests of one run of loading history, retries too; the next tick goes on. 0: no limit.",
  ),
  INGEST_LEASE_SECONDS: whole(60, [3, 3_600]).describe(
    "How long a request of a load belongs to a process that has died, before another takes it over.",
  ),
  CURRENCYBEACON_MONTHLY_REQUESTS: whole(5_000, [0, 100_000_000]).describe(
    "The most requests that CurrencyBeacon may be sent in a month by loading history; the free plan's by default. 0: no limit.",
  ),
  OPENEXCHANGERATES_MONTHLY_REQUESTS: whole(1_000, [0, 100_000_000]).describe(
    "The same of Open Exchange Rates.",
  ),
  DENO_TIMELINE: optional.describe(
    "Set by Deno Deploy. The schedule runs on production only.",
  ),
  LOOK_BACK_DAYS: whole(14, [0, 60]).describe(
    "How many days before the one asked for a rate may be from, when nothing was published in between.",
  ),
  UPSTREAM_TIMEOUT_MS: whole(5_000, [100, 60_000]).describe(
    "Deadline of one request to a provider.",
  ),
  ANSWER_DEADLINE_MS: whole(8_000, [100, 60_000]).describe(
    "How long a question may wait for providers altogether; what comes later is stored for the next one.",
  ),
  LOG_LEVEL: z.enum(["debug", "info", "warning", "error"], {
    error: "must be debug, info, warning or error",
  }).default("info").describe("The least serious lines that are logged."),
  ACCESS_LOG: onOff("off").describe("Whether every request is logged."),
  CURRENCYBEACON_URL: address.optional().describe(
    "Another address of CurrencyBeacon.",
  ),
  ECB_FILES_URL: address.optional().describe(
    "Another address of the European Central Bank's files.",
  ),
  ECB_API_URL: address.optional().describe(
    "Another address of the European Central Bank's data API.",
  ),
  FRANKFURTER_URL: address.optional().describe(
    "Another Frankfurter, such as your own.",
  ),
  OPENEXCHANGERATES_URL: address.optional().describe(
    "Another address of Open Exchange Rates.",
  ),
  CURRENCY_API_URL: address.optional().describe(
    "Another mirror of currency-api, asked instead of the public ones; {version} and {date} stand for the day.",
  ),
});

/** The settings of this process. */
export type Config = Readonly<z.infer<typeof Variables>>;

/** A setting as the documentation of the program lists it. */
export interface Setting {
  readonly name: string;
  readonly meaning: string;
}

/** All settings, in the order in which they are documented. */
export function settings(): Setting[] {
  return Object.entries(Variables.shape).map(([name, schema]) => ({
    name,
    meaning: schema.description ?? "",
  }));
}

/**
 * Parses the environment.
 * @throws {ConfigError} naming every variable that is wrong
 */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value?.trim()),
  );
  const parsed = Variables.safeParse(given);
  if (parsed.success) return parsed.data;
  const sentences = parsed.error.issues.map(({ path, message }) =>
    `${path.join(".")} ${message}.`
  );
  throw new ConfigError(sentences.join("\n"));
}

/** The vendors' addresses that the settings replace. */
export function upstreams(config: Config) {
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

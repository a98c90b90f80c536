/** Every environment variable: name, form, default and meaning; parsed once and passed in, read nowhere else. */

import ipaddr from "ipaddr.js";
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

/** Addresses and networks, such as `10.0.0.0/8,2001:db8::1`. */
const networks = text.transform((value, context) => {
  const found = value.split(",").map((one) => one.trim())
    .filter((one) => one !== "");
  const wrong = found.filter((one) => networkOf(one) === null);
  if (wrong.length === 0) return found.flatMap((one) => networkOf(one) ?? []);
  context.addIssue({
    code: "custom",
    message:
      `must be addresses or networks such as 10.0.0.0/8,2001:db8::1; these are not: ${
        wrong.join(", ")
      }`,
  });
  return z.NEVER;
});

type Network = ReturnType<typeof ipaddr.parseCIDR>;

/** As a list, which one network would be mistaken for: the pair is an array itself. */
function networkOf(text: string): [Network] | null {
  const [address = ""] = text.split("/");
  if (!ipaddr.IPv4.isValidFourPartDecimal(address) && !address.includes(":")) {
    return null;
  }
  if (ipaddr.isValidCIDR(text)) return [ipaddr.parseCIDR(text)];
  if (!ipaddr.isValid(text)) return null;
  const parsed = ipaddr.process(text);
  return [[parsed, parsed.kind() === "ipv4" ? 32 : 128]];
}

/** The variables; an empty one counts as absent. */
const Variables = z.object({
  PORT: whole(8000, [0, 65_535]).describe("The port to listen on."),
  HOST: text.default("127.0.0.1").describe(
    "The address to listen on: this machine only unless you say otherwise (0.0.0.0). Beyond it passwords and tokens need TLS, so put a proxy in front.",
  ),
  TRUSTED_PROXIES: networks.default([]).describe(
    "The reverse proxies in front, whose word on a client's address is taken: 127.0.0.1, or networks such as 10.0.0.0/8,fd00::/8. Without it the address of the connection counts, so that behind a proxy all clients are limited as one.",
  ),
  TRUSTED_PROXIES_HEADER: z.enum(["x-forwarded-for", "forwarded"], {
    error: "must be x-forwarded-for or forwarded",
  }).default("x-forwarded-for").describe(
    "The header in which they name the client. The other is not read: a client can send it.",
  ),
  READS_PER_MINUTE: whole(12_000, [0, 999_999_999]).describe(
    "The points that one address (of IPv6 one /64) has in a minute; a question costs one, a series one more for every 365 rates. 0: no limit.",
  ),
  TOKEN_READS_PER_MINUTE: whole(60_000, [0, 999_999_999]).describe(
    "The same for one API token, from wherever it is used.",
  ),
  STRANGER_REQUESTS_PER_HOUR: whole(60, [0, 1_000_000]).describe(
    "The requests to providers that questions from one address, without a token or a session, may cause in an hour; beyond, what is stored answers. 0: no limit.",
  ),
  STRANGERS_REQUESTS_PER_HOUR: whole(300, [0, 1_000_000]).describe(
    "The same for all addresses together. Of a provider with a monthly allowance they may cause a sixtieth of it a day, whatever this says.",
  ),
  KNOWN_REQUESTS_PER_HOUR: whole(1_000, [0, 1_000_000]).describe(
    "The same for one API token or user.",
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
  CACHE_MAX_MB: whole(64, [1, 65_536]).describe(
    "The memory for answers that are kept ready, in megabytes.",
  ),
  UPSTASH_REDIS_REST_URL: address.optional().describe(
    "An Upstash Redis that several instances share: answers that one has computed, and how often somebody asks. Needs its token too. Without both each instance remembers by itself.",
  ),
  UPSTASH_REDIS_REST_TOKEN: optional.describe(
    "The token of that Redis, one that may write.",
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
    "The most requests that CurrencyBeacon may be sent in a month by all processes, for questions and history together; the free plan's by default. When they are spent the next provider answers. 0: no limit.",
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
  REQUIRE_TOKEN_FOR_READS: onOff("off").describe(
    "on: rates too are answered only to those who are logged in or send a token with the scope read.",
  ),
  ADMIN_PASSWORD: z.string().optional().describe(
    "The password that deno task create-admin gives, where no terminal asks for it. Not for a file that stays.",
  ),
  AUDIT_DAYS: whole(1_095, [30, 36_500]).describe(
    "How long it is kept who changed what; log-ins for 90 days at most.",
  ),
  LOG_LEVEL: z.enum(["debug", "info", "warning", "error"], {
    error: "must be debug, info, warning or error",
  }).default("info").describe("The least serious lines that are logged."),
  OPEN_METRICS: onOff("off").describe(
    "Whether /metrics answers everybody; else it needs a session or a token with the scope read.",
  ),
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

const Settings = Variables.superRefine((given, context) => {
  const pair = ["UPSTASH_REDIS_REST_URL", "UPSTASH_REDIS_REST_TOKEN"] as const;
  const [missing, ...others] = pair.filter((name) => given[name] === undefined);
  if (!missing || others.length > 0) return;
  context.addIssue({
    code: "custom",
    path: [missing],
    message: "is missing: the address and the token of a Redis go together",
  });
});

/** The settings of this process. */
export type Config = Readonly<z.infer<typeof Settings>>;

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
  const parsed = Settings.safeParse(given);
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

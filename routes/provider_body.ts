/** A provider as JSON: its settings, its facts and how it has been doing. */

import { z } from "@hono/zod-openapi";
import type { Day } from "../rates/day.ts";
import { nextAllowanceAt } from "../rates/allowance.ts";
import type { Provider, ProviderSetting } from "../rates/ports.ts";
import { isSpent } from "./provider_freshness.ts";

const instant = z.string().openapi({ format: "date-time" });
const date = z.string().openapi({ format: "date" });

/** The body that describes a provider. */
export const ProviderBody = z.object({
  key: z.string().openapi({ example: "ecb" }),
  name: z.string().openapi({ example: "European Central Bank" }),
  priority: z.int().openapi({ description: "1 is asked first." }),
  enabled: z.boolean(),
  version: z.string().openapi({
    description: "Another one after every switch; If-Match takes it.",
    example: "3",
  }),
  state: z.enum([
    "off",
    "misconfigured",
    "spent",
    "resting",
    "failing",
    "healthy",
    "idle",
  ])
    .openapi({
      description:
        "off: not enabled; misconfigured: its key is missing or refused; spent: its month has no requests left; resting: put aside after failures; failing: the last request failed; healthy: the last one succeeded; idle: not asked since the start.",
    }),
  missing_setting: z.string().nullable().openapi({
    description: "The environment variable without which it cannot be asked.",
    example: "CURRENCYBEACON_API_KEY",
  }),
  synthetic: z.boolean().openapi({
    description: "Makes rates up: for tests only.",
  }),
  base: z.string().openapi({ example: "EUR" }),
  since: date.openapi({ description: "The first day of its history." }),
  newest_day: date.nullable().openapi({
    description: "The newest day stored from it.",
  }),
  last_loaded_at: instant.nullable().openapi({
    description:
      "When any process last got an answer about one of its newest days.",
  }),
  next_refresh_at: instant.nullable().openapi({
    description:
      "When its last days are looked at again without anybody asking, to within five minutes; null while it cannot be asked.",
  }),
  takes_files: z.boolean().openapi({
    description: "Whether files that it publishes can be handed in.",
  }),
  key_setting: z.string().nullable().openapi({
    description:
      "The environment variable of its key; null when it needs none.",
  }),
  max_range_days: z.int().openapi({
    description: "The most days that one request to it can cover.",
  }),
  requests_this_month: z.int().openapi({
    description: "By all processes, retries too; the month is UTC's.",
  }),
  monthly_requests: z.int().nullable().openapi({
    description: "What a month may cost; null where the vendor sets no number.",
    example: 5000,
  }),
  resting_until: instant.nullable().openapi({
    description: "When it may be asked again, where it is spent or resting.",
  }),
  requests: z.int().openapi({ description: "Since this process started." }),
  failures: z.int(),
  last_success_at: instant.nullable(),
  last_failure: z.object({
    at: instant,
    fault: z.string().openapi({ example: "timeout" }),
    reason: z.string(),
  }).nullable(),
  latency_ms: z.number().nullable().openapi({
    description: "Of the last request.",
  }),
  source: z.string().openapi({ description: "Where the rates come from." }),
  terms: z.string().openapi({ description: "Under which terms." }),
}).openapi("Provider");

/** The members of {@linkcode ProviderBody}. */
export function providerBody(
  provider: Provider,
  { key, priority, enabled, version }: ProviderSetting,
  { newestDay, lastLoadedAt, nextRefreshAt, requestsThisMonth, now }: {
    readonly newestDay: Day | null;
    readonly lastLoadedAt: Date | null;
    readonly nextRefreshAt: Date | null;
    readonly requestsThisMonth: number;
    readonly now: Date;
  },
): z.infer<typeof ProviderBody> {
  const { facts } = provider;
  const health = provider.health();
  const state = stateOf(provider, { enabled, requestsThisMonth });
  const restingUntil = state === "spent"
    ? nextAllowanceAt(now)
    : health.restingUntil;
  return {
    key,
    name: facts.name,
    priority,
    enabled,
    version,
    state,
    missing_setting: facts.missingSetting,
    synthetic: facts.synthetic,
    base: facts.base,
    since: facts.since,
    newest_day: newestDay,
    last_loaded_at: lastLoadedAt?.toISOString() ?? null,
    next_refresh_at: nextRefreshAt?.toISOString() ?? null,
    takes_files: provider.readFile !== undefined,
    key_setting: facts.keySetting,
    max_range_days: facts.maxRangeDays,
    requests_this_month: requestsThisMonth,
    monthly_requests: facts.monthlyRequests,
    resting_until: restingUntil?.toISOString() ?? null,
    requests: health.requests,
    failures: health.failures,
    last_success_at: health.lastSuccessAt?.toISOString() ?? null,
    last_failure: health.lastFailure && {
      at: health.lastFailure.at.toISOString(),
      fault: health.lastFailure.fault,
      reason: health.lastFailure.reason,
    },
    latency_ms: health.latencyMs,
    source: facts.source,
    terms: facts.terms,
  };
}

function stateOf(
  provider: Provider,
  { enabled, requestsThisMonth }: {
    readonly enabled: boolean;
    readonly requestsThisMonth: number;
  },
): z.infer<typeof ProviderBody>["state"] {
  if (!enabled) return "off";
  if (provider.facts.missingSetting !== null) return "misconfigured";
  if (isSpent(provider, requestsThisMonth)) return "spent";
  const { breaker, lastFailure, lastSuccessAt } = provider.health();
  const failedLast = lastFailure !== null &&
    (lastSuccessAt === null || lastFailure.at > lastSuccessAt);
  if (failedLast && lastFailure.fault === "unauthorized") {
    return "misconfigured";
  }
  if (breaker === "open") return "resting";
  if (failedLast) return "failing";
  return lastSuccessAt ? "healthy" : "idle";
}

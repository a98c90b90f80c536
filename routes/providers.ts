/** `/providers`: the upstreams, their order of preference, their state, and trying them. */

import { createRoute, defineOpenAPIRoute, z } from "@hono/zod-openapi";
import { dayOf } from "../rates/day.ts";
import { startOfPeriod } from "../rates/group.ts";
import type {
  AuditStore,
  Clock,
  Provider,
  ProviderSetting,
  ProviderStore,
  RateStore,
  UsageStore,
} from "../rates/ports.ts";
import { actorOf } from "./access/actor.ts";
import { writer } from "./access/security.ts";
import { NO_CACHE } from "./caching.ts";
import { ifMatch, seenIn } from "./if_match.ts";
import { jsonAnswer, jsonBody } from "./json_body.ts";
import { knownProvider } from "./known_provider.ts";
import { line } from "./parameters.ts";
import { problems } from "./problem.ts";
import { ProviderBody, providerBody } from "./provider_body.ts";
import { freshness, isSpent } from "./provider_freshness.ts";
import { Trial, tryProvider } from "./provider_trial.ts";

/** What the operations need. */
export interface ProvidersDeps {
  readonly providers: ReadonlyMap<string, Provider>;
  readonly settings: ProviderStore;
  readonly store: Pick<RateStore, "newestDay" | "forgetFailures" | "ledger">;
  readonly usage: Pick<UsageStore, "since">;
  /** For what changes nothing and costs a request of the provider's quota. */
  readonly audit: Pick<AuditStore, "record">;
  readonly clock: Clock;
  /** The most time that trying a provider may take. */
  readonly testDeadlineMs: number;
}

const params = z.object({
  key: z.string().openapi({
    param: { name: "key", in: "path" },
    example: "ecb",
  }),
});
const tags = ["Providers"];
const listed = jsonAnswer("In order of preference", z.array(ProviderBody));
const one = jsonAnswer("The provider", ProviderBody);

const list = createRoute({
  method: "get",
  path: "/providers",
  operationId: "listProviders",
  tags,
  summary: "All providers, in order of preference",
  request: { query: z.strictObject({}) },
  responses: { 200: listed, ...problems(400, 503) },
});

const change = createRoute({
  method: "patch",
  path: "/providers/{key}",
  operationId: "changeProvider",
  tags,
  summary: "Switch a provider on or off",
  security: writer("providers:write"),
  description:
    "Shows in the next answer. Rates of a provider that is off are kept and not used.",
  request: {
    params,
    headers: ifMatch,
    body: jsonBody(
      z.strictObject({ enabled: z.boolean() })
        .openapi("ProviderChange"),
    ),
  },
  responses: { 200: one, ...problems(400, 404, 412, 413, 415, 503) },
});

const reorder = createRoute({
  method: "put",
  path: "/providers/order",
  operationId: "orderProviders",
  tags,
  summary: "Set the order of preference",
  security: writer("providers:write"),
  description: "All keys, the most preferred first. Shows in the next answer.",
  request: {
    headers: ifMatch,
    body: jsonBody(
      z.strictObject({
        order: z.array(line(40)).min(1).max(100).openapi({
          example: ["ecb", "frankfurter", "currencybeacon"],
        }),
      }).openapi("ProviderOrder"),
    ),
  },
  responses: { 200: listed, ...problems(400, 412, 413, 415, 503) },
});

const tryNow = createRoute({
  method: "post",
  path: "/providers/{key}/test",
  operationId: "testProvider",
  tags,
  summary: "Ask a provider now",
  security: writer("providers:write"),
  description:
    "Makes one real request for the newest rates and stores nothing. Counts against the provider's quota.",
  request: { params },
  responses: {
    200: jsonAnswer("How it went", Trial),
    ...problems(404, 503),
  },
});

const reset = createRoute({
  method: "post",
  path: "/providers/{key}/reset",
  operationId: "resetProvider",
  tags,
  summary: "Forget a provider's failures",
  security: writer("providers:write"),
  description: "Closes its breaker, so that the next question asks it again.",
  request: { params },
  responses: { 200: one, ...problems(404, 503) },
});

/** The operations, ready to be mounted. */
export function providers(deps: ProvidersDeps) {
  const describe = async (settings: readonly ProviderSetting[]) => {
    const month = startOfPeriod(dayOf(deps.clock()), "month");
    const usage = new Map(
      (await deps.usage.since(month)).map((one) => [one.provider, one]),
    );
    // A row of an older program, whose provider is gone, is left out.
    const bodies = await Promise.all(settings.map(async (setting) => {
      const provider = deps.providers.get(setting.key);
      if (!provider) return [];
      const newestDay = await deps.store.newestDay(setting.key);
      const requestsThisMonth = usage.get(setting.key)?.requests ?? 0;
      return [
        providerBody(provider, setting, {
          newestDay,
          requestsThisMonth,
          now: deps.clock(),
          ...await freshness(deps, provider, {
            newestDay,
            isAsked: setting.enabled && !isSpent(provider, requestsThisMonth),
          }),
        }),
      ];
    }));
    return bodies.flat();
  };
  const listAll = async () => await describe(await deps.settings.list());
  const readOne = async (key: string) => {
    const all = await deps.settings.list();
    const [found] = await describe(all.filter((one) => one.key === key));
    if (!found) throw new Error(`Cannot find the setting of '${key}'`);
    return found;
  };
  return [
    defineOpenAPIRoute({
      route: list,
      handler: async (c) => c.json(await listAll(), 200, NO_CACHE),
    }),
    defineOpenAPIRoute({
      route: reorder,
      handler: async (c) => {
        const seen = seenIn(c.req.valid("header"));
        await deps.settings.setOrder(
          c.req.valid("json").order,
          seen,
          actorOf(c),
        );
        return c.json(await listAll(), 200);
      },
    }),
    defineOpenAPIRoute({
      route: change,
      handler: async (c) => {
        const { key } = c.req.valid("param");
        const { enabled } = c.req.valid("json");
        knownProvider(deps.providers, key);
        const seen = seenIn(c.req.valid("header"));
        await deps.settings.setEnabled(key, enabled, seen, actorOf(c));
        return c.json(await readOne(key), 200);
      },
    }),
    defineOpenAPIRoute({
      route: tryNow,
      handler: async (c) => {
        const { key } = c.req.valid("param");
        const provider = knownProvider(deps.providers, key);
        const trial = await tryProvider(provider, deps);
        await deps.audit.record({
          action: "provider.test",
          subject: key,
          before: null,
          after: { ok: trial.ok },
        }, actorOf(c));
        return c.json(trial, 200);
      },
    }),
    defineOpenAPIRoute({
      route: reset,
      handler: async (c) => {
        const { key } = c.req.valid("param");
        const provider = knownProvider(deps.providers, key);
        provider.reset();
        await deps.store.forgetFailures(key, actorOf(c));
        return c.json(await readOne(key), 200);
      },
    }),
  ] as const;
}

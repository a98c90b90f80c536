/** `/providers`: the upstreams, their order of preference, their state, and trying them. */

import { createRoute, defineOpenAPIRoute, z } from "@hono/zod-openapi";
import { AppError } from "../rates/errors.ts";
import type {
  Clock,
  Provider,
  ProviderStore,
  RateStore,
} from "../rates/ports.ts";
import { API_ROOT } from "./addresses.ts";
import { line } from "./parameters.ts";
import { problems } from "./problem.ts";
import { ProviderBody, providerBody } from "./provider_body.ts";
import { Trial, tryProvider } from "./provider_trial.ts";

/** What the operations need. */
export interface ProvidersDeps {
  readonly providers: ReadonlyMap<string, Provider>;
  readonly settings: ProviderStore;
  readonly store: Pick<RateStore, "newestDay" | "forgetFailures">;
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
const listed = {
  description: "In order of preference",
  content: { "application/json": { schema: z.array(ProviderBody) } },
};
const one = {
  description: "The provider",
  content: { "application/json": { schema: ProviderBody } },
};

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
  description:
    "Shows in the next answer. Rates of a provider that is off are kept and not used.",
  request: {
    params,
    body: {
      required: true,
      content: {
        "application/json": {
          schema: z.strictObject({ enabled: z.boolean() })
            .openapi("ProviderChange"),
        },
      },
    },
  },
  responses: { 200: one, ...problems(400, 404, 413, 415, 503) },
});

const reorder = createRoute({
  method: "put",
  path: "/providers/order",
  operationId: "orderProviders",
  tags,
  summary: "Set the order of preference",
  description: "All keys, the most preferred first. Shows in the next answer.",
  request: {
    body: {
      required: true,
      content: {
        "application/json": {
          schema: z.strictObject({
            order: z.array(line(40)).min(1).max(100).openapi({
              example: ["ecb", "frankfurter", "currencybeacon"],
            }),
          }).openapi("ProviderOrder"),
        },
      },
    },
  },
  responses: { 200: listed, ...problems(400, 413, 415, 503) },
});

const tryNow = createRoute({
  method: "post",
  path: "/providers/{key}/test",
  operationId: "testProvider",
  tags,
  summary: "Ask a provider now",
  description:
    "Makes one real request for the newest rates and stores nothing. Counts against the provider's quota.",
  request: { params },
  responses: {
    200: {
      description: "How it went",
      content: { "application/json": { schema: Trial } },
    },
    ...problems(404, 503),
  },
});

const reset = createRoute({
  method: "post",
  path: "/providers/{key}/reset",
  operationId: "resetProvider",
  tags,
  summary: "Forget a provider's failures",
  description: "Closes its breaker, so that the next question asks it again.",
  request: { params },
  responses: { 200: one, ...problems(404, 503) },
});

/** The operations, ready to be mounted. */
export function providers(deps: ProvidersDeps) {
  const listAll = async () => {
    const settings = await deps.settings.list();
    const bodies = await Promise.all(settings.map(async (setting) => {
      const provider = deps.providers.get(setting.key);
      if (!provider) return []; // A row of an older program, whose provider is gone.
      const newestDay = await deps.store.newestDay(setting.key);
      return [providerBody(provider, setting, newestDay)];
    }));
    return bodies.flat();
  };
  const readOne = async (key: string) => {
    const all = await listAll();
    return all.find((one) => one.key === key) ?? unknownProvider(key);
  };
  return [
    defineOpenAPIRoute({
      route: list,
      handler: async (c) => c.json(await listAll(), 200, NO_CACHE),
    }),
    defineOpenAPIRoute({
      route: reorder,
      handler: async (c) => {
        await deps.settings.setOrder(c.req.valid("json").order);
        return c.json(await listAll(), 200);
      },
    }),
    defineOpenAPIRoute({
      route: change,
      handler: async (c) => {
        const { key } = c.req.valid("param");
        const { enabled } = c.req.valid("json");
        if (!deps.providers.has(key)) unknownProvider(key);
        await deps.settings.setEnabled(key, enabled);
        return c.json(await readOne(key), 200);
      },
    }),
    defineOpenAPIRoute({
      route: tryNow,
      handler: async (c) => {
        const { key } = c.req.valid("param");
        const provider = deps.providers.get(key) ?? unknownProvider(key);
        return c.json(await tryProvider(provider, deps), 200);
      },
    }),
    defineOpenAPIRoute({
      route: reset,
      handler: async (c) => {
        const { key } = c.req.valid("param");
        const provider = deps.providers.get(key) ?? unknownProvider(key);
        provider.reset();
        await deps.store.forgetFailures(key);
        return c.json(await readOne(key), 200);
      },
    }),
  ] as const;
}

const NO_CACHE = { "cache-control": "no-cache" };

function unknownProvider(key: string): never {
  throw new AppError(
    "not_found",
    `There is no provider '${
      key.slice(0, 40)
    }'. GET ${API_ROOT}/providers lists them.`,
  );
}

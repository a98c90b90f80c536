/** `/providers/{key}`: switching one provider, trying it, and forgetting its failures. */

import { createRoute, defineOpenAPIRoute, z } from "@hono/zod-openapi";
import { actorOf } from "./access/actor.ts";
import { writer } from "./access/security.ts";
import { ifMatch, seenIn } from "./if_match.ts";
import { jsonAnswer, jsonBody } from "./json_body.ts";
import { knownProvider } from "./known_provider.ts";
import { problems } from "./problem.ts";
import { ProviderBody } from "./provider_body.ts";
import { describeOne } from "./provider_list.ts";
import { Trial, tryProvider } from "./provider_trial.ts";
import type { ProvidersDeps } from "./providers.ts";

const params = z.object({
  key: z.string().openapi({
    param: { name: "key", in: "path" },
    example: "ecb",
  }),
});
const tags = ["Providers"];
const one = jsonAnswer("The provider", ProviderBody);

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
export function provider(deps: ProvidersDeps) {
  return [
    defineOpenAPIRoute({
      route: change,
      handler: async (c) => {
        const { key } = c.req.valid("param");
        const { enabled } = c.req.valid("json");
        knownProvider(deps.providers, key);
        const seen = seenIn(c.req.valid("header"));
        await deps.settings.setEnabled(key, enabled, seen, actorOf(c));
        return c.json(await describeOne(deps, key), 200);
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
        return c.json(await describeOne(deps, key), 200);
      },
    }),
  ] as const;
}

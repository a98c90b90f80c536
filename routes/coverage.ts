/** `GET /coverage`: for each day of a year what a provider is known to have: loaded, empty, failed or unknown. */

import { createRoute, defineOpenAPIRoute, z } from "@hono/zod-openapi";
import { type Day, day, dayOf, eachDay, earlierOf } from "../rates/day.ts";
import { type DayState, stateOf } from "../rates/ledger.ts";
import type { Clock, Provider, RateStore } from "../rates/ports.ts";
import { NO_CACHE } from "./caching.ts";
import { knownProvider } from "./known_provider.ts";
import { line, once } from "./parameters.ts";
import { problems } from "./problem.ts";

/** What the operation needs. */
export interface CoverageDeps {
  readonly store: Pick<RateStore, "ledger">;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly clock: Clock;
}

const State = z.enum(["loaded", "empty", "failed", "unknown"]);
const date = z.string().openapi({ format: "date" });

const Coverage = z.object({
  provider: z.string(),
  year: z.int(),
  from: date.nullable().openapi({
    description:
      "The first day of the year that is in the provider's history; null when none is.",
  }),
  to: date.nullable().openapi({
    description: "The last such day; of this year, today.",
  }),
  counts: z.object({
    loaded: z.int(),
    empty: z.int(),
    failed: z.int(),
    unknown: z.int(),
  }),
  days: z.record(z.string(), State).openapi({
    description: "The state of each day from `from` to `to`.",
    example: { "2024-10-25": "loaded", "2024-10-26": "empty" },
  }),
  failures: z.record(z.string(), z.string()).openapi({
    description: "Why, for the days that failed.",
  }),
}).openapi("Coverage");

const route = createRoute({
  method: "get",
  path: "/coverage",
  operationId: "getCoverage",
  tags: ["History"],
  summary: "Which days a provider has",
  description:
    "loaded: rates are stored; empty: asked, nothing was published; failed: asked, no answer, and asked again later; unknown: not asked yet, or what it said may have changed since.",
  request: {
    query: z.strictObject({
      provider: line(40).openapi({ example: "ecb" }),
      year: once.regex(/^[12]\d{3}$/, "A year has four digits, such as 2024.")
        .transform(Number).optional().openapi({
          type: "integer",
          example: 2024,
          description: "Without it: this year.",
        }),
    }),
  },
  responses: {
    200: {
      description: "The year, day by day",
      content: { "application/json": { schema: Coverage } },
    },
    ...problems(400, 404, 503),
  },
});

/** The operation, ready to be mounted. */
export function coverage({ store, providers, clock }: CoverageDeps) {
  return defineOpenAPIRoute({
    route,
    handler: async (c) => {
      const { provider: key, year: asked } = c.req.valid("query");
      const { facts } = knownProvider(providers, key);
      const now = clock();
      const year = asked ?? now.getUTCFullYear();
      const start = day(`${year}-01-01`);
      const from = start > facts.since ? start : facts.since;
      const to = earlierOf(day(`${year}-12-31`), dayOf(now));
      const days: Record<Day, DayState> = {};
      const failures: Record<Day, string> = {};
      const counts = { loaded: 0, empty: 0, failed: 0, unknown: 0 };
      if (from <= to) {
        const entries = await store.ledger(key, { from, to });
        const ledger = new Map(entries.map((entry) => [entry.date, entry]));
        for (const date of eachDay({ from, to })) {
          const entry = ledger.get(date);
          const state = stateOf(entry, facts, now);
          days[date] = state;
          counts[state]++;
          if (state === "failed" && entry?.reason) {
            failures[date] = entry.reason;
          }
        }
      }
      const span = from <= to ? { from, to } : { from: null, to: null };
      return c.json(
        { provider: key, year, ...span, counts, days, failures },
        200,
        NO_CACHE,
      );
    },
  });
}

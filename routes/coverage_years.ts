/** `GET /coverage/years`: how complete each provider's history is, year by year. */

import { createRoute, defineOpenAPIRoute, z } from "@hono/zod-openapi";
import { day, dayOf, daysBetween, earlierOf, laterOf } from "../rates/day.ts";
import { stateOf } from "../rates/ledger.ts";
import type { Provider } from "../rates/ports.ts";
import { NO_CACHE } from "./caching.ts";
import type { CoverageDeps } from "./coverage.ts";
import { problems } from "./problem.ts";

const CoverageYears = z.object({
  provider: z.string().openapi({ example: "ecb" }),
  since: z.string().openapi({
    format: "date",
    description: "The first day of its history.",
  }),
  years: z.array(z.object({
    year: z.int().openapi({ example: 2024 }),
    loaded: z.int(),
    empty: z.int(),
    failed: z.int(),
    unknown: z.int(),
  })).openapi({
    description: "Days by their state, the newest year first; up to today.",
  }),
}).openapi("CoverageYears");

const route = createRoute({
  method: "get",
  path: "/coverage/years",
  operationId: "getCoverageYears",
  tags: ["History"],
  summary: "How complete the history is",
  description: "Every provider's days by year and state, as in the coverage.",
  request: { query: z.strictObject({}) },
  responses: {
    200: {
      description: "All providers",
      content: { "application/json": { schema: z.array(CoverageYears) } },
    },
    ...problems(400, 503),
  },
});

/** The operation, ready to be mounted. */
export function coverageYears(deps: CoverageDeps) {
  return defineOpenAPIRoute({
    route,
    handler: async (c) => {
      const all: z.infer<typeof CoverageYears>[] = [];
      // One after the other: each is the ledger of 27 years.
      for (const provider of deps.providers.values()) {
        all.push(await yearsOf(deps, provider));
      }
      return c.json(all, 200, NO_CACHE);
    },
  });
}

async function yearsOf({ store, clock }: CoverageDeps, { facts }: Provider) {
  const { key: provider, since } = facts;
  const now = clock();
  const today = dayOf(now);
  const entries = Map.groupBy(
    await store.ledger(provider, { from: since, to: today }),
    ({ date }) => Number(date.slice(0, 4)),
  );
  const years = [];
  const firstYear = Number(since.slice(0, 4));
  for (let year = now.getUTCFullYear(); year >= firstYear; year--) {
    const first = laterOf(day(`${year}-01-01`), since);
    const last = earlierOf(day(`${year}-12-31`), today);
    const days = daysBetween(first, last) + 1;
    // Most days of most providers have no entry: only the others are looked at.
    const counts = { year, loaded: 0, empty: 0, failed: 0, unknown: days };
    for (const entry of entries.get(year) ?? []) {
      counts.unknown--;
      counts[stateOf(entry, facts, now)]++;
    }
    years.push(counts);
  }
  return { provider, since, years };
}

/** A rate as JSON: the body that every question about one rate answers with. */

import { z } from "@hono/zod-openapi";
import { toJsonNumber } from "../rates/decimal.ts";
import type { Rate } from "../rates/rate.ts";

/** Where a rate comes from and how sure it is; the same members wherever a rate is answered. */
export const RateBody = z.object({
  source: z.string().openapi({ example: "USD" }),
  target: z.string().openapi({ example: "INR" }),
  rate: z.number().positive().openapi({
    description:
      "Units of the target for 1 source. Published digits as they are; computed rates to 12 significant digits.",
    example: 84.0896073903,
  }),
  date: z.string().openapi({
    format: "date",
    description: "The day asked for; today (UTC) when none was.",
    example: "2024-10-27",
  }),
  rate_date: z.string().openapi({
    format: "date",
    description: "The day of the observation that answers.",
    example: "2024-10-25",
  }),
  provider: z.string().nullable().openapi({
    description: "Null for a currency against itself.",
    example: "ecb",
  }),
  kind: z.enum(["identity", "direct", "inverse", "cross"]).openapi({
    description:
      "direct: as published; inverse: 1 / published; cross: through the provider's base; identity: 1.",
    example: "cross",
  }),
  carried: z.boolean().openapi({
    description:
      "The provider published nothing on the day: its last rate before it.",
    example: true,
  }),
  stale: z.boolean().openapi({
    description: "Nobody could be asked: the best stored rate.",
    example: false,
  }),
  synthetic: z.boolean().openapi({
    description: "Made up by the mock provider: for tests only.",
    example: false,
  }),
  fetched_at: z.string().nullable().openapi({
    format: "date-time",
    description: "When the provider told us.",
    example: "2024-10-25T15:10:00.000Z",
  }),
}).openapi("Rate");

/** The members of {@linkcode RateBody}. */
export function rateBody(rate: Rate): z.infer<typeof RateBody> {
  return {
    source: rate.source,
    target: rate.target,
    rate: toJsonNumber(rate.rate),
    date: rate.date,
    rate_date: rate.rateDate,
    provider: rate.provider,
    kind: rate.kind,
    carried: rate.carried,
    stale: rate.stale,
    synthetic: rate.synthetic,
    fetched_at: rate.fetchedAt?.toISOString() ?? null,
  };
}

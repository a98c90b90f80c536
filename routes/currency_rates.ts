/** `GET /currency-rates`: rates over a range of days, as JSON, CSV or NDJSON. */

import { createRoute, defineOpenAPIRoute, z } from "@hono/zod-openapi";
import { AppError } from "../rates/errors.ts";
import type { Clock, CurrencyStore, Log } from "../rates/ports.ts";
import type { AnswerSeries } from "../rates/series.ts";
import { requireSupported, supportedCurrencies } from "../rates/supported.ts";
import type { AskerOf } from "./asking.ts";
import { acceptedFormat } from "./accepted_format.ts";
import { type CachedRead, cachedRead } from "./cache/operation.ts";
import { cacheControl } from "./caching.ts";
import { Code, Codes, DayText, refuseFuture } from "./parameters.ts";
import { problems } from "./problem.ts";
import { RateBody } from "./rate_body.ts";
import {
  type Asking,
  askingOf,
  type ReadAnswer,
  sendRead,
  wholeAnswer,
} from "./read_answer.ts";
import { SERIES_TYPES, writeSeries } from "./series_formats.ts";
import { streamOf } from "./stream_of.ts";

/** What the operation needs. */
export interface CurrencyRatesDeps {
  readonly series: AnswerSeries;
  readonly currencies: Pick<CurrencyStore, "list">;
  readonly askerOf: AskerOf;
  readonly clock: Clock;
  readonly log: Log;
}

const { date, target, rate, rate_date: rateDate, kind } = RateBody.shape;

const Point = z.object({
  date,
  target,
  rate,
  provider: z.string().optional(),
  kind: kind.optional().openapi({ description: "Absent when grouped." }),
  carried: z.literal(true).optional(),
  rate_date: rateDate.optional().openapi({
    description: "Present when it is not the date itself.",
  }),
  stale: z.literal(true).optional(),
  synthetic: z.literal(true).optional(),
  observations: z.int().positive().optional().openapi({
    description: "Grouped: the days that the mean is made of.",
  }),
  first_date: rateDate.optional(),
  last_date: rateDate.optional(),
  providers: z.string().optional().openapi({
    description: "Grouped: the providers of those days, separated by spaces.",
  }),
}).openapi("Point");

const SeriesBody = z.object({
  source: z.string(),
  date_from: date,
  date_to: date,
  fill: z.enum(["none", "previous"]),
  group: z.enum(["week", "month"]).nullable(),
  complete: z.boolean().openapi({
    description:
      "Whether every day is final. If not, `missing` names the days for which a preferred provider has not answered yet; what is shown for them may change.",
  }),
  missing: z.array(z.object({ from: date, to: date })),
  rates: z.array(Point),
}).openapi("Series");

const route = createRoute({
  method: "get",
  path: "/currency-rates",
  operationId: "getCurrencyRates",
  tags: ["Rates"],
  summary: "Rates over a range of days",
  description:
    "Days on which nobody published are absent, or with `fill=previous` present and marked `carried`. Grouped by week (ISO 8601, named by its Monday) or month, each rate is the mean of its days.",
  request: {
    query: z.strictObject({
      source: Code,
      date_from: DayText,
      date_to: DayText,
      symbols: Codes.optional().openapi({
        description: "Without it: every enabled currency but the source.",
      }),
      fill: z.enum(["none", "previous"]).optional(),
      group: z.enum(["week", "month"]).optional(),
      stored: z.enum(["true", "false"]).optional().openapi({
        description:
          "`true`: what is stored has to do. No provider is asked, and `missing` names the days for which one would have been.",
      }),
      format: z.enum(["json", "csv", "ndjson"]).optional().openapi({
        description: "Instead of the Accept header.",
      }),
    }).refine((query) => query.date_from <= query.date_to, {
      path: ["date_from"],
      message: "date_from is after date_to. Exchange them.",
    }).refine(({ fill, group }) => !(fill === "previous" && group), {
      path: ["fill"],
      message:
        "A mean is made of published days only: give either fill or group.",
    }),
  },
  responses: {
    200: {
      description: "The rates by day, then by target",
      content: {
        "application/json": { schema: SeriesBody },
        "text/csv": { schema: z.string() },
        "application/x-ndjson": { schema: z.string() },
      },
    },
    ...problems(400, 404, 429, 503),
  },
});

type Query = z.infer<typeof route.request.query>;

/** What may be written in several ways, in one of them. */
function normal(
  { symbols, fill, stored, format, ...query }: Query,
  accept: string | null,
): Query {
  return {
    ...query,
    stored: stored === "true" ? stored : undefined,
    symbols: symbols?.toSorted(),
    fill: fill === "none" ? undefined : fill,
    format: format ?? acceptedFormat(accept),
  };
}

/** The answer to a question in its normal form. */
function createAnswer(
  { series: answer, currencies, clock, log }: CurrencyRatesDeps,
) {
  return async function answerRates(
    query: Query,
    { asker, signal, requestId }: Asking,
  ): Promise<ReadAnswer> {
    const { source, format = "json" } = query;
    const range = { from: query.date_from, to: query.date_to };
    refuseFuture("date_to", range.to, clock);
    const listed = query.symbols ? null : await supportedCurrencies(currencies);
    const targets = query.symbols ??
      [...listed?.keys() ?? []].filter((code) => code !== source);
    const question = {
      source,
      targets,
      range,
      fill: query.fill === "previous",
      group: query.group ?? null,
      storedOnly: query.stored === "true",
    };
    const series = await answer(question, {
      signal: signal ?? undefined,
      asker,
      admit: async () =>
        requireSupported(listed ?? await supportedCurrencies(currencies), [
          source,
          ...targets,
        ]),
    });
    if (range.to < series.earliest) {
      series.close();
      throw new AppError(
        "no_rate",
        `No provider's history reaches back to ${range.to}: the longest starts on ${series.earliest}.`,
      );
    }
    const headers = {
      "content-type": SERIES_TYPES[format],
      vary: "Accept",
      "cache-control": cacheControl(range.to, {
        now: clock(),
        final: series.complete,
        synthetic: series.synthetic,
        asker,
      }),
      // CSV and NDJSON have no place for what the JSON says in its head.
      "x-complete": String(series.complete),
      ...(!series.complete && { "x-missing": headerList(series.missing) }),
    };
    const text = writeSeries(format, question, series);
    if (series.whole) {
      return wholeAnswer((await Array.fromAsync(text)).join(""), headers);
    }
    const told = tellBreaks(text, (error) => {
      if (signal?.aborted) return;
      log.error("A series broke off", { requestId, path: route.path, error });
    });
    return { headers, body: streamOf(told, () => series.close()) };
  };
}

/** The operation, ready to be mounted. */
export function currencyRates(deps: CurrencyRatesDeps) {
  const answer = createAnswer(deps);
  return defineOpenAPIRoute({
    route,
    handler: async (c) => {
      const accept = c.req.header("accept") ?? null;
      const query = normal(c.req.valid("query"), accept);
      return sendRead(c, await answer(query, askingOf(c, deps)));
    },
  });
}

/** The same, for its answers to be kept. */
export function currencyRatesRead(deps: CurrencyRatesDeps): CachedRead {
  return cachedRead({
    route,
    days: (query) => ({ from: query.date_from, to: query.date_to }),
    normal,
    answer: createAnswer(deps),
    byAccept: true,
  });
}

/** The status is sent already: what fails now is told to the log, and breaks the stream so that the client knows. */
async function* tellBreaks(
  text: AsyncIterable<string>,
  tell: (error: unknown) => void,
): AsyncGenerator<string> {
  try {
    yield* text;
  } catch (error) {
    tell(error);
    throw error;
  }
}

/** Ranges that fit into a header; the JSON names all. */
const RANGES_IN_HEADER = 20;

function headerList(ranges: readonly { from: string; to: string }[]): string {
  const shown = ranges.slice(0, RANGES_IN_HEADER)
    .map(({ from, to }) => `${from}..${to}`);
  if (ranges.length > RANGES_IN_HEADER) shown.push("...");
  return shown.join(",");
}

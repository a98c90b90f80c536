/** A series as JSON, CSV or NDJSON, a piece at a time, so that 27 years of 170 currencies need no memory. */

import { stringify } from "@std/csv";
import { toJsonNumber } from "../rates/decimal.ts";
import { groupRates, type Period, type PeriodRate } from "../rates/group.ts";
import type { Rate } from "../rates/rate.ts";
import type { Series, SeriesQuestion } from "../rates/series.ts";

/** The representations of a series. */
export type SeriesFormat = "json" | "csv" | "ndjson";

/** The media type of each representation. */
export const SERIES_TYPES: Readonly<Record<SeriesFormat, string>> = {
  json: "application/json",
  csv: "text/csv; charset=utf-8",
  ndjson: "application/x-ndjson",
};

/** One row as it is written: members in order, absent where they say nothing. */
type Row = Readonly<Record<string, string | number | boolean>>;

/** The whole body as text, in pieces. */
export async function* writeSeries(
  format: SeriesFormat,
  question: SeriesQuestion & { readonly group: Period | null },
  series: Series,
): AsyncGenerator<string> {
  const grouped = question.group !== null;
  const rows = question.group === null
    ? map(series.points, pointRow)
    : map(groupRates(series.points, question.group), periodRow);
  switch (format) {
    case "json":
      yield* writeJson(question, series, rows);
      break;
    case "ndjson":
      for await (const row of rows) {
        yield `${JSON.stringify({ source: question.source, ...row })}\n`;
      }
      break;
    case "csv":
      yield* writeCsv(question.source, rows, grouped);
  }
}

async function* writeJson(
  { source, range, fill, group }: SeriesQuestion & { group: Period | null },
  { complete, missing }: Series,
  rows: AsyncIterable<Row>,
): AsyncGenerator<string> {
  const head = JSON.stringify({
    source,
    date_from: range.from,
    date_to: range.to,
    fill: fill ? "previous" : "none",
    group,
    complete,
    missing,
  });
  yield `${head.slice(0, -1)},"rates":[`;
  let separator = "\n";
  for await (const row of rows) {
    yield separator + JSON.stringify(row);
    separator = ",\n";
  }
  yield "\n]}\n";
}

const POINT_COLUMNS = [
  "date",
  "source",
  "target",
  "rate",
  "rate_date",
  "provider",
  "kind",
  "carried",
  "stale",
  "synthetic",
];

const PERIOD_COLUMNS = [
  "date",
  "source",
  "target",
  "rate",
  "observations",
  "first_date",
  "last_date",
  "providers",
  "synthetic",
];

/** Every cell is filled: a spreadsheet has no notion of an absent member. */
async function* writeCsv(
  source: string,
  rows: AsyncIterable<Row>,
  grouped: boolean,
): AsyncGenerator<string> {
  const columns = grouped ? PERIOD_COLUMNS : POINT_COLUMNS;
  yield `${columns.join(",")}\r\n`;
  for await (const row of rows) {
    const full: Row = {
      source,
      rate_date: row.date ?? "",
      provider: "",
      carried: false,
      stale: false,
      synthetic: false,
      ...row,
    };
    const line: string = stringify([full], { columns, headers: false });
    yield line;
  }
}

/** Marks that are false and a rate_date that is the date are left out: in a long series they are most of the bytes. */
function pointRow(point: Rate): Row {
  return {
    date: point.date,
    target: point.target,
    rate: toJsonNumber(point.rate),
    ...(point.provider !== null && { provider: point.provider }),
    kind: point.kind,
    ...(point.carried && { carried: true, rate_date: point.rateDate }),
    ...(point.stale && { stale: true }),
    ...(point.synthetic && { synthetic: true }),
  };
}

function periodRow(mean: PeriodRate): Row {
  return {
    date: mean.period,
    target: mean.target,
    rate: toJsonNumber(mean.rate),
    observations: mean.observations,
    first_date: mean.firstDate,
    last_date: mean.lastDate,
    providers: mean.providers.join(" "),
    ...(mean.synthetic && { synthetic: true }),
  };
}

async function* map<T, R>(
  items: AsyncIterable<T>,
  change: (item: T) => R,
): AsyncGenerator<R> {
  for await (const item of items) yield change(item);
}

/** A series as JSON, CSV or NDJSON, a piece at a time, so that 27 years of 170 currencies need no memory. */

import { toJsonText } from "../rates/decimal.ts";
import { groupRates, type Period, type PeriodRate } from "../rates/group.ts";
import type { Point, Points } from "../rates/point.ts";
import type { Series, SeriesQuestion } from "../rates/series.ts";

/** The representations of a series. */
export type SeriesFormat = "json" | "csv" | "ndjson";

/** The media type of each representation. */
export const SERIES_TYPES: Readonly<Record<SeriesFormat, string>> = {
  json: "application/json",
  csv: "text/csv; charset=utf-8",
  ndjson: "application/x-ndjson",
};

/** The whole body as text, a piece for some thousands of points. Codes, days and keys: no text in it needs escaping. */
export async function* writeSeries(
  format: SeriesFormat,
  question: SeriesQuestion & { readonly group: Period | null },
  series: Series,
): AsyncGenerator<string> {
  const { source, group } = question;
  if (group === null) {
    yield* write(format, { question, series, columns: POINT_COLUMNS }, {
      points: series.points,
      members: pointMembers,
      line: (point) => pointLine(source, point),
    });
  } else {
    yield* write(format, { question, series, columns: PERIOD_COLUMNS }, {
      points: groupRates(series.points, group),
      members: periodMembers,
      line: (mean) => periodLine(source, mean),
    });
  }
}

/** What is written, and how one of it looks. */
interface Rows<T> {
  readonly points: Points<T>;
  /** The members of its JSON object. */
  readonly members: (row: T) => string;
  /** Its cells in a line of CSV. */
  readonly line: (row: T) => string;
}

async function* write<T>(
  format: SeriesFormat,
  { question, series, columns }: {
    readonly question: SeriesQuestion & { readonly group: Period | null };
    readonly series: Series;
    readonly columns: readonly string[];
  },
  { points, members, line }: Rows<T>,
): AsyncGenerator<string> {
  switch (format) {
    case "json": {
      yield `${headOf(question, series).slice(0, -1)},"rates":[`;
      let separator = "\n";
      yield* pieces(points, (row) => {
        const text = `${separator}{${members(row)}}`;
        separator = ",\n";
        return text;
      });
      yield "\n]}\n";
      break;
    }
    case "ndjson":
      yield* pieces(
        points,
        (row) => `{"source":"${question.source}",${members(row)}}\n`,
      );
      break;
    case "csv":
      yield `${columns.join(",")}\r\n`;
      yield* pieces(points, (row) => `${line(row)}\r\n`);
  }
}

async function* pieces<T>(
  points: Points<T>,
  textOf: (row: T) => string,
): AsyncGenerator<string> {
  let text = "";
  const visited = points((row) => {
    text += textOf(row);
  });
  for await (const _ of visited) {
    yield text;
    text = "";
  }
}

function headOf(
  { source, range, fill, group }: SeriesQuestion & { group: Period | null },
  { complete, missing }: Series,
): string {
  return JSON.stringify({
    source,
    date_from: range.from,
    date_to: range.to,
    fill: fill ? "previous" : "none",
    group,
    complete,
    missing,
  });
}

/** Marks that are false and a rate_date that is the date are left out: in a long series they are most of the bytes. */
function pointMembers(point: Point): string {
  const { date, target, provider, kind } = point;
  let members = `"date":"${date}","target":"${target}","rate":${
    toJsonText(point.rate)
  }`;
  if (provider !== null) members += `,"provider":"${provider}"`;
  members += `,"kind":"${kind}"`;
  if (point.carried) {
    members += `,"carried":true,"rate_date":"${point.rateDate}"`;
  }
  if (point.stale) members += ',"stale":true';
  if (point.synthetic) members += ',"synthetic":true';
  return members;
}

function periodMembers(mean: PeriodRate): string {
  const members = `"date":"${mean.period}","target":"${mean.target}","rate":${
    toJsonText(mean.rate)
  },"observations":${mean.observations},"first_date":"${mean.firstDate}","last_date":"${mean.lastDate}","providers":"${
    mean.providers.join(" ")
  }"`;
  return mean.synthetic ? `${members},"synthetic":true` : members;
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

/** Every cell is filled: a spreadsheet has no notion of an absent member. */
function pointLine(source: string, point: Point): string {
  return [
    point.date,
    source,
    point.target,
    toJsonText(point.rate),
    point.rateDate,
    point.provider ?? "",
    point.kind,
    point.carried,
    point.stale,
    point.synthetic,
  ].join(",");
}

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

function periodLine(source: string, mean: PeriodRate): string {
  return [
    mean.period,
    source,
    mean.target,
    toJsonText(mean.rate),
    mean.observations,
    mean.firstDate,
    mean.lastDate,
    mean.providers.join(" "),
    mean.synthetic,
  ].join(",");
}

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
      object: pointObject,
      line: (point) => pointLine(source, point),
    });
  } else {
    yield* write(format, { question, series, columns: PERIOD_COLUMNS }, {
      points: groupRates(series.points, group),
      object: periodObject,
      line: (mean) => periodLine(source, mean),
    });
  }
}

/** What is written, and how one of it looks. */
interface Rows<T> {
  readonly points: Points<T>;
  /** Writes its JSON object from the date on, with this after it. */
  readonly object: (after: string) => (row: T) => string;
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
  { points, object, line }: Rows<T>,
): AsyncGenerator<string> {
  switch (format) {
    case "json": {
      yield `${headOf(question, series).slice(0, -1)},"rates":[`;
      let before = '\n{"date":"';
      const text = object("}");
      yield* pieces(points, (row) => {
        const start = before;
        before = ',\n{"date":"';
        return start + text(row);
      });
      yield "\n]}\n";
      break;
    }
    case "ndjson": {
      const before = `{"source":"${question.source}","date":"`;
      const text = object("}\n");
      yield* pieces(points, (row) => before + text(row));
      break;
    }
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

/**
 * Marks that are false and a rate_date that is the date are left out: in a long series they are most of the bytes. What is
 * the same from point to point is put together once, which takes a fifth off the writing of 25 years.
 */
function pointObject(after: string): (point: Point) => string {
  const middles = new Map<string, string>();
  let known: Pick<Point, "provider" | "kind"> | undefined;
  let tail = "";
  return (point) => {
    const { target, provider, kind } = point;
    let middle = middles.get(target);
    if (middle === undefined) {
      middle = `","target":"${target}","rate":`;
      middles.set(target, middle);
    }
    const isMarked = point.carried || point.stale || point.synthetic;
    if (isMarked || known?.provider !== provider || known.kind !== kind) {
      tail = marksOf(point) + after;
      known = isMarked ? undefined : { provider, kind };
    }
    return point.date + middle + toJsonText(point.rate) + tail;
  };
}

function marksOf(point: Point): string {
  const { provider, kind } = point;
  let marks = provider === null ? "" : `,"provider":"${provider}"`;
  marks += `,"kind":"${kind}"`;
  if (point.carried) {
    marks += `,"carried":true,"rate_date":"${point.rateDate}"`;
  }
  if (point.stale) marks += ',"stale":true';
  if (point.synthetic) marks += ',"synthetic":true';
  return marks;
}

function periodObject(after: string): (mean: PeriodRate) => string {
  return (mean) =>
    `${mean.period}","target":"${mean.target}","rate":${
      toJsonText(mean.rate)
    },"observations":${mean.observations},"first_date":"${mean.firstDate}","last_date":"${mean.lastDate}","providers":"${
      mean.providers.join(" ")
    }"${mean.synthetic ? ',"synthetic":true' : ""}${after}`;
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

/** What a chart is asked, and the same as an address that can be passed on. */

import { codes, type Pairs } from "../convert/question.ts";
import { isDay } from "../text/days.ts";
import { isPreset, type Period } from "./periods.ts";

/** Some currencies against one, over a period. */
export interface ChartQuestion extends Pairs {
  readonly period: Period;
  /** Whether each line starts at 100, so that what moves differently can be compared. */
  readonly indexed: boolean;
}

/** More lines than these nobody can follow. */
export const MAX_LINES = 6;

/** What somebody who never asked sees. */
export const FIRST_CHART: ChartQuestion = {
  source: "EUR",
  targets: ["USD", "GBP"],
  period: "1y",
  indexed: true,
};

/** The query of an address, from `?` on. */
export function toChartSearch(
  { source, targets, period, indexed }: ChartQuestion,
): string {
  const days = typeof period === "string"
    ? `period=${period}`
    : `from=${period.from}&to=${period.to}`;
  const scale = indexed ? "index" : "rate";
  return `?source=${source}&targets=${
    targets.join(",")
  }&${days}&scale=${scale}`;
}

/** The question of an address, null when it asks nothing; what it leaves out or garbles comes from `otherwise`. */
export function fromChartSearch(
  search: string,
  otherwise: ChartQuestion,
): ChartQuestion | null {
  const query = new URLSearchParams(search);
  const asks = ["source", "targets", "period", "from", "to", "scale"]
    .some((name) => query.has(name));
  if (!asks) return null;
  const targets = query.get("targets");
  const scale = query.get("scale");
  return {
    source: codes(query.get("source") ?? "")[0] ?? otherwise.source,
    targets: targets === null
      ? otherwise.targets
      : codes(targets).slice(0, MAX_LINES),
    period: periodIn(query) ?? otherwise.period,
    indexed: scale === "index" || scale !== "rate" && otherwise.indexed,
  };
}

function periodIn(query: URLSearchParams): Period | null {
  const [from, to] = [query.get("from") ?? "", query.get("to") ?? ""];
  if (isDay(from) && isDay(to) && from <= to) return { from, to };
  const named = query.get("period") ?? "";
  return isPreset(named) ? named : null;
}

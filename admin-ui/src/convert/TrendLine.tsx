/** A small chart of one rate's last days, and the way to the large one. */

import { toChartSearch } from "../charts/chart_question.ts";
import { dayOf } from "../text/days.ts";
import { sparkPath, trendWords } from "./trend_words.ts";
import type { Trend } from "./trends_model.ts";

const WIDTH = 120;
const HEIGHT = 28;

/** The line; its place is kept while it is on its way. */
export function TrendLine(
  { code, trend }: {
    readonly code: string;
    readonly trend: Trend | null;
  },
) {
  const said = trend && trendWords(trend);
  if (!trend || said === null) return <span class="trend"></span>;
  const { source, range } = trend;
  const search = toChartSearch({
    source,
    targets: [code],
    period: range.to === dayOf(new Date()) ? "3m" : range,
    indexed: false,
  });
  return (
    <a
      class="trend"
      href={`/admin/charts${search}`}
      title={said}
      aria-label={`${source} to ${code}, ${said}: open the chart`}
    >
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        <path
          d={sparkPath(trend, { width: WIDTH, height: HEIGHT })}
          vector-effect="non-scaling-stroke"
        />
      </svg>
    </a>
  );
}

/** A small chart of one rate's last days, and the way to the large one. */

import { dayOf } from "../text/days.ts";
import { figures, words } from "../text/reader.ts";
import {
  sparkPath,
  type Trend,
  trendChart,
  trendWords,
} from "./trend_words.ts";

const WIDTH = 120;
const HEIGHT = 28;

/** The line; its place is kept while it is on its way. */
export function TrendLine(
  { code, trend }: {
    readonly code: string;
    readonly trend: Trend | null;
  },
) {
  const said = trend && trendWords(trend, { figures, words });
  if (!trend || said === null) return <span class="trend"></span>;
  return (
    <a
      class="trend"
      href={trendChart(code, trend, dayOf(new Date()))}
      title={said}
      aria-label={`${trend.source} to ${code}, ${said}: open the chart`}
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

/** What every line has where the reader points. */

import { LineMark } from "./LineMark.tsx";
import type { Line } from "./lines.ts";

/** The box beside the cursor; those who hear the chart are told the same by its slider. */
export function PlotTip(
  { day, values, left, side }: {
    readonly day: string;
    readonly values: readonly {
      readonly line: Line;
      readonly value: string;
      readonly change: string;
    }[];
    /** Where the cursor is, in pixels. */
    readonly left: number;
    readonly side: "before" | "after";
  },
) {
  return (
    <div
      class={`plottip small num ${side}`}
      style={{ "--left": `${left}px` }}
      aria-hidden="true"
    >
      <p>{day}</p>
      {values.map(({ line, value, change }) => (
        <p key={line.code} class="tipline">
          <LineMark place={line.place} />
          <b>{line.code}</b>
          <span>{value}</span>
          <span class="quiet">{change}</span>
        </p>
      ))}
    </div>
  );
}

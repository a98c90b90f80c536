/** The drawing itself, by uPlot: fetched when the first chart is drawn, and only then. */

import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { figures, words } from "../text/reader.ts";
import { dayLabel } from "./chart_words.ts";
import { lineColour, type Lines } from "./lines.ts";
import type { Group } from "./periods.ts";

/** Where the reader points, in pixels from the left of the drawing. */
export interface Pointed {
  readonly place: number;
  readonly left: number;
}

/** What a plot is made of. */
export interface PlotParts {
  readonly host: HTMLElement;
  readonly lines: Lines;
  readonly group: Group;
  /** Told where the reader points; null when nowhere. */
  readonly onPoint: (pointed: Pointed | null) => void;
  /** Told of the days that the reader has drawn over. */
  readonly onZoom: (from: string, to: string) => void;
}

/** A plot on a page. */
export interface Plot {
  /** Points at a place of the lines, or nowhere. */
  point(place: number | null): void;
  close(): void;
}

const DAY_S = 86_400;

/** Longer than any weekend with holidays: a line does not go on across it. */
const LONGEST_STEP_S: Readonly<Record<"day" | "week" | "month", number>> = {
  day: 11 * DAY_S,
  week: 22 * DAY_S,
  month: 63 * DAY_S,
};

/** Fewer pixels are a click, not a period. */
const SHORTEST_DRAG = 6;

/** Draws the lines and keeps them as wide as their host, in the colours of the page. */
export function drawPlot(
  { host, lines: { days, lines }, group, onPoint, onZoom }: PlotParts,
): Plot {
  const seconds = days.map((day) => Date.parse(day) / 1000);
  const longest = LONGEST_STEP_S[group ?? "day"];
  const axis = {
    stroke: () => colourOf(host, "--ink-3"),
    font: `12px ${getComputedStyle(host).fontFamily}`,
    grid: { stroke: () => colourOf(host, "--line"), width: 1 },
    ticks: { show: false },
  };
  const draw = () =>
    new uPlot(
      {
        width: host.clientWidth,
        height: host.clientHeight,
        padding: [12, 8, 0, 0],
        legend: { show: false },
        tzDate: (time) => uPlot.tzDate(new Date(time * 1000), "Etc/UTC"),
        cursor: {
          y: false,
          drag: { x: true, y: false, setScale: false },
          points: { size: 7 },
        },
        axes: [
          {
            ...axis,
            grid: { show: false },
            space: 72,
            size: 32,
            values: (_plot, splits, _axis, _space, step) =>
              splits.map((time) => dayLabel(time, step, words)),
          },
          {
            ...axis,
            values: (_plot, splits, _axis, _space, step) =>
              splits.map((value) => axisValue(value, step)),
            size: (_plot, values) =>
              14 +
              7 * Math.max(3, ...(values ?? []).map(({ length }) => length)),
          },
        ],
        scales: { x: { time: true } },
        series: [
          {},
          ...lines.map(({ code, place, values }) => ({
            label: code,
            stroke: () => colourOf(host, lineColour(place)),
            width: 1.75,
            points: { show: values.filter((one) => one !== null).length === 1 },
            gaps: (
              plot: uPlot,
              _at: number,
              first: number,
              last: number,
            ): [number, number][] =>
              holes(seconds, values, longest, [first, last]).map((
                [from, to],
              ) => [
                plot.valToPos(from, "x", true),
                plot.valToPos(to, "x", true),
              ]),
          })),
        ],
        hooks: {
          setCursor: [(plot) => {
            const place = plot.cursor.idx;
            const left = plot.cursor.left ?? -1;
            onPoint(
              place === null || place === undefined || left < 0 ? null : {
                place,
                left: leftOf(plot, place),
              },
            );
          }],
          setSelect: [(plot) => {
            const { left, width } = plot.select;
            if (width < SHORTEST_DRAG) return;
            plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            onZoom(
              dayAt(plot.posToVal(left, "x")),
              dayAt(plot.posToVal(left + width, "x")),
            );
          }],
        },
      },
      [seconds, ...lines.map(({ values }) => [...values])],
      host,
    );
  let plot = draw();
  const resized = new ResizeObserver(() => {
    plot.setSize({ width: host.clientWidth, height: host.clientHeight });
  });
  resized.observe(host);
  // A redraw would leave the points under the cursor in the colours before.
  const recolour = () => {
    plot.destroy();
    plot = draw();
  };
  const night = matchMedia("(prefers-color-scheme: dark)");
  night.addEventListener("change", recolour);
  const themed = new MutationObserver(recolour);
  themed.observe(document.documentElement, { attributeFilter: ["data-theme"] });

  return {
    point(place) {
      const time = place === null ? undefined : seconds[place];
      plot.setCursor(
        time === undefined
          ? { left: -10, top: -10 }
          : { left: plot.valToPos(time, "x"), top: 1 },
      );
    },
    close() {
      resized.disconnect();
      themed.disconnect();
      night.removeEventListener("change", recolour);
      plot.destroy();
    },
  };

  function leftOf(plot: uPlot, place: number): number {
    const inside = plot.valToPos(seconds[place] ?? 0, "x");
    return plot.over.offsetLeft + inside;
  }
}

/** A token as a colour that a canvas understands: `light-dark()` is resolved by the page only. */
function colourOf(host: HTMLElement, token: string): string {
  const before = host.style.color;
  host.style.color = `var(${token})`;
  const colour = getComputedStyle(host).color;
  host.style.color = before;
  return colour;
}

/** Where a line has nothing for so long that it must not pretend: from the value before to the value behind. */
function holes(
  seconds: readonly number[],
  values: readonly (number | null)[],
  longest: number,
  [first, last]: readonly [number, number],
): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  let before: number | null = null;
  for (let at = first; at <= last; at++) {
    const time = seconds[at];
    if (time === undefined || (values[at] ?? null) === null) continue;
    if (before !== null && time - before > longest) found.push([before, time]);
    before = time;
  }
  return found;
}

function axisValue(value: number, step: number): string {
  const decimals = Math.min(12, Math.max(0, -Math.floor(Math.log10(step))));
  return new Intl.NumberFormat(figures, {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(value);
}

function dayAt(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}

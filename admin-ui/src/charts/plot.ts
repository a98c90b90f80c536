/** The drawing itself, by uPlot: a file of its own that only the charts fetch. */

import uPlot from "uplot";
import { colourOf } from "./colour_of.ts";
import { gapsOf } from "./line_gaps.ts";
import { lineColour, linePattern } from "./line_marks.ts";
import type { Line, Lines } from "./lines.ts";
import type { Group } from "./periods.ts";
import { plotAxes } from "./plot_axes.ts";
import { followFingers } from "./touch.ts";
import { pinched, type Span } from "./zoom.ts";

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
  /** The place of the lines that it points at from the start; null for none. */
  readonly at: number | null;
  /** Told where the reader points; null when nowhere. */
  readonly onPoint: (pointed: Pointed | null) => void;
  /** Told of the days that the reader has chosen; false when they cannot be had. */
  readonly onZoom: (from: string, to: string) => boolean;
}

/** A plot on a page. */
export interface Plot {
  /** Points at a place of the lines, or nowhere. */
  point(place: number | null): void;
  close(): void;
}

/** Fewer pixels are a click, not a period. */
const SHORTEST_DRAG = 6;

/** Draws the lines and keeps them as wide as their host, in the colours of the page. */
export function drawPlot(parts: PlotParts): Plot {
  const { host, lines: { days }, onZoom } = parts;
  const seconds = days.map((day) => Date.parse(day) / 1000);
  let pointed = parts.at;
  let whole: Span | null = null;
  let plot = draw();

  function draw(): uPlot {
    const again = pointed;
    return create(parts, seconds, {
      ready: () => point(again),
      point(next) {
        pointed = next?.place ?? null;
        parts.onPoint(next);
      },
    });
  }

  function point(place: number | null): void {
    const time = place === null ? undefined : seconds[place];
    plot.setCursor(
      time === undefined
        ? { left: -10, top: -10 }
        : { left: plot.valToPos(time, "x"), top: 1 },
    );
  }

  const resized = new ResizeObserver(() => {
    const { clientWidth: width, clientHeight: height } = host;
    // An observer begins with the size that there is, and the plot draws itself anew for any.
    if (width === plot.width && height === plot.height) return;
    const again = pointed;
    plot.setSize({ width, height });
    // The drawing takes its new size in the next microtask.
    queueMicrotask(() => point(again));
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

  const letGo = followFingers(host, {
    point: (left) =>
      plot.setCursor({ left: left - plot.over.offsetLeft, top: 1 }),
    pinch([a, b], [c, d]) {
      whole ??= spanOf(plot);
      const { offsetLeft: edge, clientWidth: width } = plot.over;
      const [before, after] = [[a - edge, b - edge], [
        c - edge,
        d - edge,
      ]] as const;
      plot.setScale("x", pinched(whole, { width, before, after }));
    },
    release() {
      const { min, max } = spanOf(plot);
      const before = whole;
      whole = null;
      if (!onZoom(dayAt(min), dayAt(max)) && before) plot.setScale("x", before);
    },
  });

  return {
    point,
    close() {
      letGo();
      resized.disconnect();
      themed.disconnect();
      night.removeEventListener("change", recolour);
      plot.destroy();
    },
  };
}

/** A new drawing of the lines. */
function create(
  { host, lines: { lines }, group, onZoom }: PlotParts,
  seconds: readonly number[],
  on: {
    readonly ready: () => void;
    readonly point: (pointed: Pointed | null) => void;
  },
): uPlot {
  const series = ({ code, place, values }: Line): uPlot.Series => ({
    label: code,
    stroke: () => colourOf(host, lineColour(place)),
    width: 1.75,
    dash: linePattern(place).map((length) => length * devicePixelRatio),
    points: { show: values.filter((one) => one !== null).length === 1 },
    gaps: (plot, _at, first, last) =>
      gapsOf(seconds, values, { group, first, last }).map((
        [from, to],
      ): [number, number] => [
        plot.valToPos(from, "x", true),
        plot.valToPos(to, "x", true),
      ]),
  });
  return new uPlot(
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
      axes: plotAxes(host),
      scales: { x: { time: true } },
      series: [{}, ...lines.map(series)],
      hooks: {
        ready: [on.ready],
        setCursor: [(plot) => {
          const { idx: place, left = -1 } = plot.cursor;
          on.point(
            place === null || place === undefined || left < 0 ? null : {
              place,
              left: plot.over.offsetLeft +
                plot.valToPos(seconds[place] ?? 0, "x"),
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
    [[...seconds], ...lines.map(({ values }) => [...values])],
    host,
  );
}

function spanOf({ scales: { x } }: uPlot): Span {
  return { min: x?.min ?? 0, max: x?.max ?? 0 };
}

function dayAt(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}

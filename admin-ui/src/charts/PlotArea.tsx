/** The chart with what points at it: the mouse, a finger or the arrow keys. */

import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { dayOf, type DayRange } from "../text/days.ts";
import { figures, words } from "../text/reader.ts";
import type { Drawn } from "./chart_model.ts";
import { changeWords, pointDay, valueWriter } from "./chart_words.ts";
import { changeAt, type Lines } from "./lines.ts";
import { placeAfter, timesAfter } from "./plot_keys.ts";
import { PlotTip } from "./PlotTip.tsx";
import type { Plot, Pointed } from "./plot.ts";
import { askable, zoomed } from "./zoom.ts";

/** What draws, once it is there. */
let drawing: typeof import("./plot.ts") | null = null;

/** Fetches what draws: with the page, so that the first chart is drawn in the frame that makes room for it. */
export async function fetchDrawing(): Promise<void> {
  drawing ??= await import("./plot.ts");
}

/** The chart. To those who hear it, it is a slider over its days, whose value is what every line has there. */
export function PlotArea(
  { lines, drawn, range, indexed, onZoom }: {
    readonly lines: Lines;
    readonly drawn: Drawn;
    /** The days that were asked for last: keys pressed quickly go on from there. */
    readonly range: DayRange;
    readonly indexed: boolean;
    readonly onZoom: (range: DayRange) => void;
  },
) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot | null>(null);
  const zoom = useRef(onZoom);
  zoom.current = onZoom;
  /** The day that keys have chosen: other lines are pointed at there too. */
  const chosen = useRef<string | null>(null);
  const pointed = useSignal<Pointed | null>(null);
  const absent = useSignal(false);
  const { group, source } = drawn;
  const last = lines.days.length - 1;

  // Not after the next frame: the drawing is what the reader waits for.
  useLayoutEffect(() => {
    let closed = false;
    pointed.value = null;
    function draw(): void {
      if (closed || !host.current || !drawing) return;
      plot.current = drawing.drawPlot({
        host: host.current,
        lines,
        group,
        at: placeOf(chosen.current, lines),
        onPoint: (next) => pointed.value = next,
        onZoom: (from, to) => tryZoom({ from, to }),
      });
    }
    if (drawing) draw();
    else fetchDrawing().then(draw, () => absent.value = true);
    return () => {
      closed = true;
      plot.current?.close();
      plot.current = null;
    };
  }, [lines, group]);

  function tryZoom(range: DayRange): boolean {
    const wanted = askable(range, dayOf(new Date()));
    if (wanted) zoom.current(wanted);
    return wanted !== null;
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = pointed.value?.place ?? last;
    const times = timesAfter(event.key);
    const next = times === undefined ? placeAfter(event.key, { at, last }) : at;
    if (next === undefined) return;
    event.preventDefault();
    chosen.current = next === null ? null : lines.days[next] ?? null;
    if (times === undefined) plot.current?.point(next);
    else {
      const around = chosen.current ?? range.to;
      tryZoom(zoomed(range, { around, times }));
    }
  }

  const place = Math.min(pointed.value?.place ?? last, last);
  const day = pointDay(lines.days[place] ?? "", group, words);
  const values = lines.lines.flatMap((line) => {
    const value = line.values[place] ?? null;
    const change = changeAt(line, place);
    return value === null ? [] : [{
      line,
      value: valueWriter(line.values, { indexed, locale: figures })(value),
      change: change === null ? "" : changeWords(change, figures),
    }];
  });
  const heard = values.map(({ line, value, change }) =>
    `${line.code} ${value}, ${change} since the start`
  );
  return (
    <div
      class="plot"
      role="slider"
      tabIndex={0}
      aria-label={indexed
        ? `1 ${source} from 100 at the start, by day`
        : `Rates of 1 ${source} by day`}
      aria-valuemin={0}
      aria-valuemax={last}
      aria-valuenow={place}
      aria-valuetext={[day, ...heard].join("; ")}
      aria-keyshortcuts="+ -"
      onKeyDown={onKeyDown}
      onBlur={() => {
        chosen.current = null;
        plot.current?.point(null);
      }}
    >
      <div class="plothost" ref={host} aria-hidden="true"></div>
      {absent.value && (
        <p class="plotabsent quiet">
          The drawing could not be fetched. Choose Table, or load the page
          again.
        </p>
      )}
      {pointed.value && (
        <PlotTip
          day={day}
          values={values}
          left={pointed.value.left}
          side={pointed.value.left > (host.current?.clientWidth ?? 0) / 2
            ? "before"
            : "after"}
        />
      )}
    </div>
  );
}

/** The place of a day, or of the next one that has values; null for no day. */
function placeOf(day: string | null, { days }: Lines): number | null {
  if (day === null) return null;
  const place = days.findIndex((one) => one >= day);
  return place < 0 ? days.length - 1 : place;
}

/** The chart with what points at it: the mouse, a finger or the arrow keys. */

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { DayRange } from "../text/days.ts";
import { figures, words } from "../text/reader.ts";
import type { Drawn } from "./chart_model.ts";
import { changeWords, pointDay, valueWriter } from "./chart_words.ts";
import { changeAt, type Lines } from "./lines.ts";
import { PlotTip } from "./PlotTip.tsx";
import type { Plot, Pointed } from "./plot.ts";

/** Points that Page Up and Page Down go. */
const PAGE = 20;

/** The chart. To those who hear it, it is a slider over its days, whose value is what every line has there. */
export function PlotArea(
  { lines, drawn, indexed, onZoom }: {
    readonly lines: Lines;
    readonly drawn: Drawn;
    readonly indexed: boolean;
    readonly onZoom: (range: DayRange) => void;
  },
) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot | null>(null);
  const zoom = useRef(onZoom);
  zoom.current = onZoom;
  const pointed = useSignal<Pointed | null>(null);
  const absent = useSignal(false);
  const { group, source } = drawn;
  const last = lines.days.length - 1;

  useEffect(() => {
    let closed = false;
    pointed.value = null;
    import("./plot.ts").then(({ drawPlot }) => {
      if (closed || !host.current) return;
      plot.current = drawPlot({
        host: host.current,
        lines,
        group,
        onPoint: (next) => pointed.value = next,
        onZoom: (from, to) => from < to && zoom.current({ from, to }),
      });
    }, () => absent.value = true);
    return () => {
      closed = true;
      plot.current?.close();
      plot.current = null;
    };
  }, [lines, group]);

  function onKeyDown(event: KeyboardEvent): void {
    const at = pointed.value?.place ?? last;
    const steps: Readonly<Record<string, number | null>> = {
      ArrowLeft: at - 1,
      ArrowDown: at - 1,
      ArrowRight: at + 1,
      ArrowUp: at + 1,
      PageDown: at - PAGE,
      PageUp: at + PAGE,
      Home: 0,
      End: last,
      Escape: null,
    };
    const next = steps[event.key];
    if (next === undefined) return;
    event.preventDefault();
    plot.current?.point(
      next === null ? null : Math.min(last, Math.max(0, next)),
    );
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
      onKeyDown={onKeyDown}
      onBlur={() => plot.current?.point(null)}
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

/** The axes of a plot: days below, values at the left, in the colours of the page. */

import type uPlot from "uplot";
import { numberFormat } from "../text/formats.ts";
import { figures, words } from "../text/reader.ts";
import { dayLabel } from "./chart_words.ts";
import { colourOf } from "./colour_of.ts";

/** The axes of a plot inside a host. */
export function plotAxes(host: HTMLElement): uPlot.Axis[] {
  const axis = {
    stroke: () => colourOf(host, "--ink-3"),
    font: `12px ${getComputedStyle(host).fontFamily}`,
    grid: { stroke: () => colourOf(host, "--line"), width: 1 },
    ticks: { show: false },
  };
  return [
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
        14 + 7 * Math.max(3, ...(values ?? []).map(({ length }) => length)),
    },
  ];
}

function axisValue(value: number, step: number): string {
  const decimals = Math.min(12, Math.max(0, -Math.floor(Math.log10(step))));
  return numberFormat(figures, {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(value);
}

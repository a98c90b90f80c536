/** The period: one of those that people ask for, or from one day to another. */

import { useSignal } from "@preact/signals";
import { dayOf, type DayRange, isDay } from "../text/days.ts";
import { isPreset, type Period, PRESETS } from "./periods.ts";

/** The field. */
export function PeriodField(
  { period, range, onChange }: {
    readonly period: Period;
    /** The days of the period. */
    readonly range: DayRange;
    readonly onChange: (period: Period) => void;
  },
) {
  const refused = useSignal<string | null>(null);
  const today = dayOf(new Date());

  function setDay(change: Partial<DayRange>): void {
    const next = { ...range, ...change };
    if (!isDay(next.from) || !isDay(next.to)) return; // Half typed.
    refused.value = next.from > next.to
      ? "The first day comes after the last."
      : next.to > today
      ? "The last day has not begun (UTC)."
      : null;
    if (refused.value === null) onChange(next);
  }

  return (
    <div class="period">
      <div class="choices" role="group" aria-label="Period">
        {Object.keys(PRESETS).filter(isPreset).map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={period === one}
            onClick={() => {
              refused.value = null;
              onChange(one);
            }}
          >
            {one === "max" ? "Max" : one.toUpperCase()}
          </button>
        ))}
      </div>
      <div class="perioddays small quiet">
        <input
          type="date"
          class="num"
          aria-label="First day (UTC)"
          aria-invalid={refused.value !== null}
          aria-describedby={refused.value ? "period-hint" : undefined}
          value={range.from}
          max={today}
          onInput={(event) => setDay({ from: event.currentTarget.value })}
        />
        <span aria-hidden="true">–</span>
        <input
          type="date"
          class="num"
          aria-label="Last day (UTC)"
          aria-invalid={refused.value !== null}
          aria-describedby={refused.value ? "period-hint" : undefined}
          value={range.to}
          max={today}
          onInput={(event) => setDay({ to: event.currentTarget.value })}
        />
      </div>
      {refused.value && (
        <p id="period-hint" class="small badtext" role="alert">{refused}</p>
      )}
    </div>
  );
}

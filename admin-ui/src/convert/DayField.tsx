/** The day of the rates: today unless another is chosen. */

import { useSignal } from "@preact/signals";
import { dayOf, isDay, weekday } from "../text/days.ts";

/** The field; null is today. */
export function DayField(
  { date, onChange }: {
    readonly date: string | null;
    readonly onChange: (date: string | null) => void;
  },
) {
  const refused = useSignal<string | null>(null);
  const today = dayOf(new Date());
  const shown = date ?? today;
  return (
    <div class="day small quiet">
      <label>
        <span>{date ? `${weekday(shown)},` : "Today,"}</span>
        <input
          type="date"
          class="num"
          aria-label="Day of the rates (UTC)"
          aria-describedby={refused.value ? "day-hint" : undefined}
          value={shown}
          max={today}
          onInput={(event) => {
            const { value } = event.currentTarget;
            if (!isDay(value)) return; // Half typed.
            refused.value = value > today
              ? "That day has not begun (UTC). Choose today or a day before."
              : null;
            if (value <= today) onChange(value === today ? null : value);
          }}
        />
      </label>
      {date && (
        <button
          type="button"
          class="plain small"
          onClick={() => {
            refused.value = null;
            onChange(null);
          }}
        >
          Today
        </button>
      )}
      {refused.value && (
        <p id="day-hint" class="badtext" role="alert">{refused}</p>
      )}
    </div>
  );
}

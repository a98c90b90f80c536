/** A year, day by day: a grid that arrow keys walk through, and the same as a table for those who would rather read. */

import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Coverage } from "../api/client.ts";
import { longDay, weekday } from "../text/days.ts";
import { dateFormat } from "../text/formats.ts";
import { words } from "../text/reader.ts";
import { useMedia } from "../shell/use_media.ts";
import { inParts, monthsOver, STATE_WORDS, weeksOf } from "./day_words.ts";

/** Days that each key goes. */
const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -7,
  ArrowRight: 7,
  ArrowUp: -1,
  ArrowDown: 1,
};

/** Where a year would not fit in one line of weeks: half a year, or a quarter, stands in each. */
const MEDIUM = "(max-width: 960px)";
const NARROW = "(max-width: 480px)";

const WEEKDAYS = ["Mon", "", "Wed", "", "Fri", "", "Sun"] as const;

/** The grid. */
export function DayCalendar({ coverage }: { readonly coverage: Coverage }) {
  const { year, days, failures } = coverage;
  const [isNarrow, isMedium] = [useMedia(NARROW), useMedia(MEDIUM)];
  const weeks = weeksOf(year);
  const parts = inParts(weeks, isNarrow ? 4 : isMedium ? 2 : 1);
  const all = weeks.flat().filter((day) => day !== null);
  const known = all.filter((day) => day in days);
  const at = useSignal<string | null>(null);
  const grid = useRef<HTMLTableElement>(null);
  // The one day that Tab reaches; arrows go on from there.
  const reachable = at.value !== null && at.value in days
    ? at.value
    : known.at(-1);

  function choose({ target }: Event): void {
    const day = dayAt(target);
    if (day) at.value = day;
  }

  function walk(event: KeyboardEvent): void {
    const day = dayAt(event.target);
    if (!day) return;
    const step = STEPS[event.key];
    const place = event.key === "Home"
      ? 0
      : event.key === "End"
      ? known.length - 1
      : step === undefined
      ? -1
      : known.indexOf(day) + step;
    const next = known[place];
    if (step === undefined && place < 0) return;
    event.preventDefault();
    if (!next) return;
    at.value = next;
    grid.current?.querySelector<HTMLElement>(`[data-day="${next}"]`)?.focus();
  }

  return (
    <figure class="calendar">
      {/* One listener for all days: a phone takes 0.1 s to add three to each. */}
      <table
        ref={grid}
        role="grid"
        aria-label={`Days of ${year}`}
        onFocusIn={choose}
        onPointerOver={choose}
        onKeyDown={walk}
      >
        {parts.map((part, place) => (
          <tbody key={place}>
            <tr class="monthnames small faint" aria-hidden="true">
              <th></th>
              {monthsOver(part).map(({ month, weeks }, run) => (
                <th key={run} colSpan={weeks}>{monthName(month)}</th>
              ))}
            </tr>
            {WEEKDAYS.map((name, row) => (
              <tr key={row}>
                <th scope="row" class="small faint" aria-hidden="true">
                  {name}
                </th>
                {part.map((week, column) => {
                  const day = week[row] ?? null;
                  const state = day === null ? undefined : days[day];
                  if (!day || !state) {
                    return <td key={column} class="out"></td>;
                  }
                  return (
                    <td
                      key={column}
                      class={state}
                      data-day={day}
                      tabIndex={day === reachable ? 0 : -1}
                      aria-label={`${longDay(day, words)}: ${
                        STATE_WORDS[state]
                      }`}
                    >
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
      <figcaption class="small quiet num">
        {said(at.value ?? reachable ?? null)}
      </figcaption>
    </figure>
  );

  function said(day: string | null): string {
    const state = day === null ? undefined : days[day];
    if (!day || !state) return `${year} is not in its history.`;
    const why = failures[day] ? `: ${failures[day]}` : "";
    return `${weekday(day)}, ${longDay(day, words)}: ${
      STATE_WORDS[state]
    }${why}`;
  }
}

/** The day of a cell. */
function dayAt(target: EventTarget | null): string | undefined {
  return target instanceof HTMLElement ? target.dataset.day : undefined;
}

function monthName(day: string | null): string {
  return day === null ? "" : dateFormat(words, {
    month: "short",
    timeZone: "UTC",
  }).format(new Date(day));
}

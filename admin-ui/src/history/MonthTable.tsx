/** A year month by month in figures: what the calendar shows, to be read. */

import { useSignal } from "@preact/signals";
import type { Coverage } from "../api/client.ts";
import { dateFormat } from "../text/formats.ts";
import { words } from "../text/reader.ts";
import { DAY_STATES, monthsOf, STATE_WORDS } from "./day_words.ts";

/** The table, folded, and not made until somebody wants it. */
export function MonthTable({ coverage }: { readonly coverage: Coverage }) {
  const opened = useSignal(false);
  return (
    <details
      class="months small"
      onToggle={(event) => opened.value ||= event.currentTarget.open}
    >
      <summary>As a table</summary>
      {opened.value && <Months coverage={coverage} />}
    </details>
  );
}

function Months({ coverage }: { readonly coverage: Coverage }) {
  const name = dateFormat(words, {
    month: "long",
    timeZone: "UTC",
  });
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{coverage.year}</th>
          {DAY_STATES.map((state) => (
            <th key={state} scope="col" class="r">{STATE_WORDS[state]}</th>
          ))}
        </tr>
      </thead>
      <tbody class="num">
        {monthsOf(coverage.days).map(({ month, counts }) => (
          <tr key={month}>
            <th scope="row">{name.format(new Date(`${month}-01`))}</th>
            {DAY_STATES.map((state) => (
              <td key={state} class={`r${counts[state] ? "" : " faint"}`}>
                {counts[state]}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

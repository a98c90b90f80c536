/** A provider's years, a bar each: how much is loaded, known to be empty, failed and not asked yet. */

import type { CoverageYears } from "../api/client.ts";
import { words } from "../text/reader.ts";
import { DAY_STATES, yearWords } from "./day_words.ts";

/** The bars; pressing one chooses its year. */
export function YearBars(
  { years, chosen, onChoose }: {
    readonly years: CoverageYears["years"];
    readonly chosen: number;
    readonly onChoose: (year: number) => void;
  },
) {
  return (
    <ol class="years" aria-label="Years">
      {years.map((one) => {
        const all = one.loaded + one.empty + one.failed + one.unknown;
        return (
          <li key={one.year}>
            <button
              type="button"
              class="year num"
              aria-pressed={one.year === chosen}
              aria-label={`${one.year}: ${yearWords(one, words)}`}
              title={yearWords(one, words)}
              onClick={() => onChoose(one.year)}
            >
              <span>{one.year}</span>
              <YearBar counts={one} all={all} />
            </button>
          </li>
        );
      })}
    </ol>
  );
}

/** The bar of one year. */
export function YearBar(
  { counts, all }: {
    readonly counts: CoverageYears["years"][number];
    readonly all: number;
  },
) {
  return (
    <span class="yearbar" aria-hidden="true">
      {DAY_STATES.map((state) =>
        counts[state] > 0 && (
          <i
            key={state}
            class={state}
            style={{ flexGrow: counts[state] / all }}
          >
          </i>
        )
      )}
    </span>
  );
}

/** A provider's years, a bar each: how much is loaded, known to be empty, failed and not asked yet. */

import type { CoverageYears } from "../api/client.ts";
import { words } from "../text/reader.ts";
import { type DayState, yearWords } from "./day_words.ts";

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
        const said = yearWords(one, words);
        return (
          <li key={one.year}>
            <button
              type="button"
              class="year num"
              aria-pressed={one.year === chosen}
              aria-label={`${one.year}: ${said}`}
              title={said}
              onClick={() => onChoose(one.year)}
            >
              {one.year}
              <YearBar counts={one} />
            </button>
          </li>
        );
      })}
    </ol>
  );
}

/** The bar of one year, or of several together: one element, whose parts are drawn by its style. */
export function YearBar(
  { counts }: {
    readonly counts: Readonly<Record<DayState, number>>;
  },
) {
  const { loaded, empty, failed, unknown } = counts;
  const all = loaded + empty + failed + unknown;
  const style = {
    "--loaded": loaded / all,
    "--empty": empty / all,
    "--failed": failed / all,
  };
  return <span class="yearbar" style={style} aria-hidden="true"></span>;
}

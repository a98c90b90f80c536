/** How the person at this browser writes numbers and days. */

import { englishLocale } from "./days.ts";
import { type NumberMarks, numberMarks } from "./decimals.ts";

/** The locale of figures. */
export const figures = navigator.language;

/** The locale of days and times, which stand inside English sentences. */
export const words = englishLocale(navigator.languages);

let known: NumberMarks | undefined;

/** How the reader types numbers: found out with the first one, because that takes a phone 0.1 s. */
export function marks(): NumberMarks {
  return known ??= numberMarks(figures);
}

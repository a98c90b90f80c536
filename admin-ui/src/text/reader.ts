/** How the person at this browser writes numbers and days. */

import { englishLocale } from "./days.ts";
import { numberMarks } from "./decimals.ts";

/** The locale of figures. */
export const figures = navigator.language;

/** The locale of days and times, which stand inside English sentences. */
export const words = englishLocale(navigator.languages);

/** How the reader types numbers. */
export const marks = numberMarks(figures);

/** The browser's writers of numbers and days, made once each: a phone makes one in 2 ms, and a year's days need 365. */

const numbers = new Map<string, Intl.NumberFormat>();
const dates = new Map<string, Intl.DateTimeFormat>();

/** The writer of numbers of a locale. */
export function numberFormat(
  locale: string,
  options: Intl.NumberFormatOptions = {},
): Intl.NumberFormat {
  return remembered(
    numbers,
    locale + JSON.stringify(options),
    () => new Intl.NumberFormat(locale, options),
  );
}

/** The writer of days and times of a locale. */
export function dateFormat(
  locale: string,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  return remembered(
    dates,
    locale + JSON.stringify(options),
    () => new Intl.DateTimeFormat(locale, options),
  );
}

function remembered<T>(known: Map<string, T>, key: string, make: () => T): T {
  const before = known.get(key);
  if (before) return before;
  const made = make();
  known.set(key, made);
  return made;
}

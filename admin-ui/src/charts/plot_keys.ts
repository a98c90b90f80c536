/** What keys do on a chart: the place they go to, and how many times as long they make the period. */

/** Points that Page Up and Page Down go. */
const PAGE = 20;

/** What a key makes of the length of the period. */
const ZOOMS: Readonly<Record<string, number>> = {
  "+": 1 / 2,
  "=": 1 / 2, // The plus of most keyboards, without Shift.
  "-": 2,
};

/** The place that a key leads to, null for nowhere; undefined when it leads to none. */
export function placeAfter(
  key: string,
  { at, last }: { readonly at: number; readonly last: number },
): number | null | undefined {
  const steps: Readonly<Record<string, number | null>> = {
    ArrowLeft: at - 1,
    ArrowDown: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at + 1,
    PageDown: at - PAGE,
    PageUp: at + PAGE,
    Home: 0,
    End: last,
    Escape: null,
  };
  const next = steps[key];
  return typeof next === "number" ? Math.min(last, Math.max(0, next)) : next;
}

/** How many times as long a key makes the period; undefined when it does not. */
export function timesAfter(key: string): number | undefined {
  return ZOOMS[key];
}

/** Numbers and counts as the command line says them. */

/** `1 day`, `2,000 days`. */
export function count(n: number, noun: string): string {
  return `${number(n)} ${noun}${n === 1 ? "" : "s"}`;
}

/** `217,555`. */
export function number(n: number): string {
  return n.toLocaleString("en");
}

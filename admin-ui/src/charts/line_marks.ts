/** What tells a line from the others: its colour, and the pattern of its stroke for whoever cannot tell the colours. */

/** Strokes and gaps in pixels, by place; the first line has none. */
const PATTERNS: readonly (readonly number[])[] = [
  [],
  [7, 3],
  [2, 3],
  [10, 3, 2, 3],
  [16, 4],
  [8, 3, 2, 3, 2, 3],
];

/** The token of the colour of the line at a place. */
export function lineColour(place: number): string {
  return `--line-${place + 1}`;
}

/** The pattern of the line at a place. */
export function linePattern(place: number): readonly number[] {
  return PATTERNS[place] ?? [];
}

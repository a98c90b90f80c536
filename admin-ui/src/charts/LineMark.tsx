/** A piece of a line, beside its currency: the same colour and the same pattern as in the drawing. */

import { lineColour, linePattern } from "./line_marks.ts";

/** The mark; pale while its line is not drawn. */
export function LineMark({ place }: { readonly place: number | null }) {
  return (
    <svg class="linemark" viewBox="0 0 24 4" aria-hidden="true">
      <path
        d="M0 2h24"
        stroke={`var(${place === null ? "--line-strong" : lineColour(place)})`}
        stroke-dasharray={place === null ? "" : linePattern(place).join(" ")}
      />
    </svg>
  );
}

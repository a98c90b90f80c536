/** What the marks of days mean. */

import { DAY_STATES, STATE_WORDS } from "./day_words.ts";

/** A mark and its words, each. */
export function Legend() {
  return (
    <ul class="legend small quiet" aria-label="Marks">
      {DAY_STATES.map((state) => (
        <li key={state}>
          <i class={`mark ${state}`} aria-hidden="true"></i>
          {STATE_WORDS[state]}
        </li>
      ))}
    </ul>
  );
}

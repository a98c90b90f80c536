/** An instant as people say it, with the exact one for those who need it. */

import { timeWords } from "../text/days.ts";
import { words } from "../text/reader.ts";

/** The instant. */
export function Moment({ at }: { readonly at: string }) {
  const instant = new Date(at);
  return (
    <time dateTime={at} title={instant.toLocaleString(words)} class="num">
      {timeWords(instant, { now: new Date(), locale: words })}
    </time>
  );
}

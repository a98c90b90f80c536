/** The sentence that the overview opens with. */

import { useModels } from "../models.ts";
import { words } from "../text/reader.ts";
import { overviewWords } from "./overview_words.ts";
import { dataOr } from "../api/loaded.ts";

/** The sentence; its place is kept while it loads. */
export function FreshnessLead() {
  const { providers, currencies } = useModels();
  if (providers.state.value.status !== "ready") {
    return <p class="headline" aria-hidden="true"></p>;
  }
  const parts = overviewWords(dataOr(providers.state.value, []), {
    enabled: currencies.enabled.value.length,
    now: new Date(),
    locale: words,
  });
  return (
    <p class="headline num">
      {parts.map(({ text, warn }) => warn ? <em key={text}>{text}</em> : text)}
    </p>
  );
}

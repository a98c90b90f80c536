/** One line on how the service is, at the foot of the rail. */

import { useModels } from "../models.ts";
import { words } from "../text/reader.ts";
import { serviceWords } from "./service_words.ts";

/** A dot, a word, and whom it is about. */
export function ServiceState() {
  const { providers } = useModels();
  const { tone, line, about } = serviceWords(providers.state.value, {
    now: new Date(),
    locale: words,
  });
  return (
    <div class="foot small quiet">
      <span class={`dot ${tone}`} aria-hidden="true"></span>
      <p>
        {line}
        <span class="faint">{about}</span>
      </p>
    </div>
  );
}

/** One line on how the service is, at the foot of the rail. */

import { useModels } from "../models.ts";
import { words } from "../text/reader.ts";
import { serviceWords } from "./service_words.ts";
import { useMedia } from "./use_media.ts";

/** Where the rail has a foot: everywhere but where it is a line of tabs (`shell.css`). */
const WIDE = "not all and (max-width: 720px)";

/** A dot, a word, and whom it is about; nothing where the rail has no foot, because a phone takes 0.1 s for its day. */
export function ServiceState() {
  return useMedia(WIDE) ? <WideState /> : null;
}

function WideState() {
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

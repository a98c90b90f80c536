/** The secret of a token just made: shown once, to be copied. */

import { useSignal } from "@preact/signals";
import type { NewToken } from "../api/client.ts";
import { useModels } from "../models.ts";
import { copyText } from "../shell/copy_text.ts";

/** The secret, how to use it, and putting it away. */
export function MadeToken({ made, onPutAway }: {
  readonly made: NewToken;
  readonly onPutAway: () => void;
}) {
  const { spoken } = useModels();
  const copied = useSignal(false);

  async function copy(): Promise<void> {
    copied.value = await copyText(made.token);
    spoken.value = copied.value
      ? "Token copied"
      : "The token cannot be copied here; select it";
  }

  return (
    <div class="made" role="group" aria-label={`The token ${made.name}`}>
      <p>
        <strong>Copy {made.name} now.</strong>{" "}
        It is shown this once and kept nowhere: who loses it makes another.
      </p>
      <div class="secret">
        <code>{made.token}</code>
        <button
          type="button"
          id="copy-token"
          class="primary"
          onClick={() => void copy()}
        >
          {copied.value ? "Copied" : "Copy"}
        </button>
      </div>
      <p class="small quiet">
        Programs send it as{" "}
        <code>Authorization: Bearer {made.token.slice(0, 8)}…</code>
      </p>
      <div class="formline">
        <button type="button" onClick={onPutAway}>I have it</button>
      </div>
    </div>
  );
}

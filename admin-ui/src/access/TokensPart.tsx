/** The tokens: a row each, making one, and its secret once. */

import { useModel, useSignal } from "@preact/signals";
import { useModels } from "../models.ts";
import { Listed } from "../shell/Listed.tsx";
import { useFocusAfter } from "../shell/use_focus_after.ts";
import { useWhenHere } from "../shell/use_when_here.ts";
import { MadeToken } from "./MadeToken.tsx";
import { TokenForm } from "./TokenForm.tsx";
import { TokenRow } from "./TokenRow.tsx";
import { TokensModel } from "./tokens_model.ts";

/** The part of the page. */
export function TokensPart() {
  const { client, spoken, canWrite } = useModels();
  const tokens = useModel(() => new TokensModel(client));
  const making = useSignal(false);
  const focus = useFocusAfter();
  const made = tokens.made.value;
  useWhenHere(() => void tokens.load(), [tokens]);

  return (
    <section aria-labelledby="tokens-title">
      <div class="parthead">
        <h2 id="tokens-title">Programs that may call the API</h2>
        {canWrite.value && (
          <button
            type="button"
            id="make-token"
            aria-expanded={making.value}
            onClick={() => making.value = !making.value}
          >
            Make a token
          </button>
        )}
      </div>
      {making.value && (
        <TokenForm
          onSave={tokens.make}
          onSaved={({ name }) => {
            making.value = false;
            spoken.value = `The token ${name} is made. Copy it now`;
            focus("copy-token");
          }}
          onCancel={() => {
            making.value = false;
            focus("make-token");
          }}
        />
      )}
      {made && (
        <MadeToken
          made={made}
          onPutAway={() => {
            tokens.putAway();
            focus("make-token");
          }}
        />
      )}
      <Listed
        state={tokens.state.value}
        what="tokens"
        rows={2}
        empty="No program has a token. Reading needs none unless the settings say so; a program that changes something does."
        onRetry={() => void tokens.load()}
      >
        {(listed) => (
          <ul class="rows" aria-label="Tokens">
            {listed.map((token) => (
              <TokenRow
                key={token.id}
                token={token}
                onRevoke={() => tokens.revoke(token.id)}
                onFocus={focus}
              />
            ))}
          </ul>
        )}
      </Listed>
    </section>
  );
}

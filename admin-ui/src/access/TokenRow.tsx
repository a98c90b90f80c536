/** One token: for which program, what it may do, how it stands, and revoking it. */

import { useSignal } from "@preact/signals";
import type { Token } from "../api/client.ts";
import type { Result } from "../api/result.ts";
import { useModels } from "../models.ts";
import { Confirm } from "../shell/Confirm.tsx";
import { Moment } from "../shell/Moment.tsx";
import { longDay } from "../text/days.ts";
import { words } from "../text/reader.ts";
import { tokenState } from "./token_words.ts";

/** The row. */
export function TokenRow({ token, onRevoke, onFocus }: {
  readonly token: Token;
  readonly onRevoke: () => Promise<Result<unknown>>;
  readonly onFocus: (id: string) => void;
}) {
  const { spoken, canWrite } = useModels();
  const revoking = useSignal(false);
  const { id, name, last_used_at: used, expires_at: expires } = token;
  const { tone, word, works } = tokenState(token, new Date());
  return (
    <li class={works ? "" : "past"}>
      <div class="line">
        <div class="rowabout">
          <p>
            <strong>{name}</strong>
          </p>
          <p class="scopes">
            {token.scopes.map((scope) => (
              <span key={scope} class="tag">{scope}</span>
            ))}
          </p>
        </div>
        <div class="rowstate">
          <p>
            <span class={`dot ${tone}`} aria-hidden="true"></span>
            {word}
            {works && expires && (
              <span class="small quiet num beside">
                until {longDay(expires.slice(0, 10), words)}
              </span>
            )}
          </p>
          <p class="small quiet">
            {used
              ? (
                <>
                  Last used <Moment at={used} />
                </>
              )
              : "Never used"}, made by {token.created_by}
          </p>
        </div>
        {canWrite.value && works && (
          <div class="rowtools">
            <button
              type="button"
              class="plain bad"
              id={`revoke-${id}`}
              aria-expanded={revoking.value}
              onClick={() => revoking.value = true}
            >
              Revoke<span class="unseen">{name}</span>
            </button>
          </div>
        )}
      </div>
      {revoking.value && (
        <Confirm
          label={`Revoke ${name}`}
          doing="Revoking…"
          kept={`${name} still works.`}
          onConfirm={onRevoke}
          onDone={() => {
            revoking.value = false;
            spoken.value = `${name} is revoked`;
            onFocus("make-token");
          }}
          onCancel={() => {
            revoking.value = false;
            onFocus(`revoke-${id}`);
          }}
        >
          Revoke{" "}
          {name}? From this moment whatever uses it is refused, on every
          instance. It cannot be taken back; a new token can be made.
        </Confirm>
      )}
    </li>
  );
}

/** Finding a currency of ISO 4217 by its code or its name, to be added. */

import { useSignal } from "@preact/signals";
import type { KnownCurrency } from "../api/client.ts";
import { dataOr } from "../api/loaded.ts";
import { searchCurrencies } from "../convert/currency_search.ts";
import { useModels } from "../models.ts";
import { FailureNote } from "../shell/FailureNote.tsx";
import { Skeleton } from "../shell/Skeleton.tsx";
import { useWhenHere } from "../shell/use_when_here.ts";

const SHOWN = 6;

/** The field and what it finds. */
export function KnownCurrencies(
  { onChoose }: { readonly onChoose: (known: KnownCurrency) => void },
) {
  const { currencies } = useModels();
  const text = useSignal("");
  useWhenHere(() => void currencies.loadCatalogue(), [currencies]);
  const state = currencies.catalogue.value;
  const here = currencies.byCode.value;
  const found = text.value.trim() === "" ? [] : searchCurrencies(
    dataOr(state, []).filter(({ code }) => !here.has(code)),
    text.value,
  ).slice(0, SHOWN);
  return (
    <div class="field known">
      <label for="known-currency">Find it in ISO 4217</label>
      <input
        id="known-currency"
        type="search"
        class="search"
        autoComplete="off"
        spellcheck={false}
        placeholder="Code or name, such as dirham"
        value={text}
        onInput={(event) => text.value = event.currentTarget.value}
      />
      {state.status === "loading" && text.value.trim() !== "" && (
        <Skeleton rows={2} label="Loading ISO 4217" />
      )}
      {state.status === "error" && (
        <FailureNote
          failure={state.failure}
          title="The list cannot be loaded. Describe the currency by hand, or try again."
          onRetry={() => void currencies.loadCatalogue()}
        />
      )}
      <p class="unseen" role="status">
        {text.value.trim() && state.status === "ready"
          ? `${found.length} found`
          : ""}
      </p>
      {found.length > 0 && (
        <ul class="knownlist">
          {found.map((known) => (
            <li key={known.code}>
              <button
                type="button"
                class="plain"
                onClick={() => {
                  text.value = "";
                  onChoose(known);
                }}
              >
                <b class="num">{known.code}</b> {known.name}
                {known.ended && (
                  <span class="small faint">{` until ${known.ended}`}</span>
                )}
              </button>
            </li>
          ))}
        </ul>
      )}
      {text.value.trim() !== "" && state.status === "ready" &&
        found.length === 0 && (
        <p class="small quiet">
          None that is not here already. Describe it by hand below.
        </p>
      )}
    </div>
  );
}

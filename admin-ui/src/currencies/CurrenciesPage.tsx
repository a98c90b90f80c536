/** The currencies: which can be asked for, and what they are called. */

import { useSignal } from "@preact/signals";
import { dataOr } from "../api/loaded.ts";
import { searchCurrencies } from "../convert/currency_search.ts";
import { useModels } from "../models.ts";
import { FailureNote } from "../shell/FailureNote.tsx";
import { Skeleton } from "../shell/Skeleton.tsx";
import { useFocusAfter } from "../shell/use_focus_after.ts";
import { usePage } from "../shell/use_page.ts";
import { CurrencyForm } from "./CurrencyForm.tsx";
import { CurrencyRow } from "./CurrencyRow.tsx";

const SHOWN = ["All", "Enabled", "Disabled"] as const;

/** The page. */
export function CurrenciesPage() {
  usePage("Currencies");
  const { currencies, spoken, canWrite } = useModels();
  const text = useSignal("");
  const shown = useSignal<typeof SHOWN[number]>("All");
  const adding = useSignal(false);
  const focus = useFocusAfter();
  const state = currencies.state.value;
  const all = dataOr(state, []);
  const groups = {
    All: all,
    Enabled: all.filter(({ enabled }) => enabled),
    Disabled: all.filter(({ enabled }) => !enabled),
  };
  const found = searchCurrencies(groups[shown.value], text.value);

  return (
    <>
      <div class="bar">
        <h1>Currencies</h1>
        {canWrite.value && (
          <div class="actions">
            <button
              type="button"
              id="add-currency"
              aria-expanded={adding.value}
              onClick={() => adding.value = !adding.value}
            >
              Add a currency
            </button>
          </div>
        )}
      </div>
      <p class="lead">
        {state.status === "ready"
          ? leadFor(groups.Enabled.length, all.length)
          : " "}
      </p>
      {adding.value && (
        <CurrencyForm
          onSave={currencies.add}
          onSaved={({ code, name }) => {
            adding.value = false;
            text.value = "";
            shown.value = "All";
            spoken.value = `${name} added`;
            focus(`edit-${code}`);
          }}
          onCancel={() => {
            adding.value = false;
            focus("add-currency");
          }}
        />
      )}
      {state.status === "ready" && state.outdated && (
        <FailureNote
          failure={state.outdated}
          title="This list may be out of date."
          onRetry={() => void currencies.load()}
        />
      )}
      {state.status === "loading" && (
        <Skeleton rows={8} label="Loading the currencies" />
      )}
      {state.status === "error" && (
        <FailureNote
          failure={state.failure}
          title="The currencies cannot be loaded."
          onRetry={() => void currencies.load()}
        />
      )}
      {state.status === "ready" && all.length > 0 && (
        <>
          <div class="filters">
            <input
              id="currency-search"
              type="search"
              class="search"
              placeholder="Search by code, name or symbol"
              aria-label="Search currencies"
              autoComplete="off"
              spellcheck={false}
              value={text}
              onInput={(event) => text.value = event.currentTarget.value}
            />
            <div class="choices" role="group" aria-label="Show">
              {SHOWN.map((choice) => (
                <button
                  key={choice}
                  type="button"
                  aria-pressed={shown.value === choice}
                  onClick={() => shown.value = choice}
                >
                  {choice}{" "}
                  <span class="faint num">{groups[choice].length}</span>
                </button>
              ))}
            </div>
          </div>
          <ul class="entries" aria-label="Currencies">
            {found.map((currency) => (
              <CurrencyRow
                key={currency.code}
                currency={currency}
                onFocus={focus}
              />
            ))}
          </ul>
          {found.length === 0 && (
            <p class="empty quiet" role="status">
              {text.value
                ? `No currency here is called “${text.value}”. Add it if it should be.`
                : `There is none that is ${shown.value.toLowerCase()}.`}
            </p>
          )}
        </>
      )}
      {state.status === "ready" && all.length === 0 && !adding.value && (
        <p class="empty quiet">
          There is no currency yet, so nobody can ask for anything. Add the{" "}
          first by its code, such as EUR.
        </p>
      )}
    </>
  );
}

function leadFor(enabled: number, all: number): string {
  if (all === 0) return "";
  if (enabled === 0) return "No currency can be asked for: all are off.";
  return enabled === all
    ? `All ${all} currencies can be asked for.`
    : `${enabled} of ${all} currencies can be asked for.`;
}

/** One currency of the list: what it is, its switch, and the ways to change and remove it. */

import { useSignal } from "@preact/signals";
import type { Currency } from "../api/client.ts";
import type { Failure } from "../api/failure.ts";
import { useModels } from "../models.ts";
import { FailureNote } from "../shell/FailureNote.tsx";
import { Switch } from "../shell/Switch.tsx";
import { CurrencyForm } from "./CurrencyForm.tsx";
import { RemoveCurrency } from "./RemoveCurrency.tsx";

/** What the row shows beneath its line. */
type Opened = "nothing" | "edit" | "remove";

/** The row. */
export function CurrencyRow(
  { currency, onFocus }: {
    readonly currency: Currency;
    /** Moves the focus to the element of an id once the list is drawn anew. */
    readonly onFocus: (id: string) => void;
  },
) {
  const { currencies, spoken, canWrite } = useModels();
  const opened = useSignal<Opened>("nothing");
  const switching = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  const { code, name, symbol, enabled, minor_units: decimals } = currency;

  async function turn(on: boolean): Promise<void> {
    switching.value = true;
    const result = await currencies.change(currency, { enabled: on });
    switching.value = false;
    failure.value = result.ok ? null : result;
    if (result.ok) spoken.value = `${code} ${on ? "enabled" : "disabled"}`;
  }

  function close(): void {
    onFocus(`edit-${code}`);
    opened.value = "nothing";
  }

  return (
    <li class={`entry${enabled ? "" : " off"}`}>
      <div class="entryline">
        <span class="code">{code}</span>
        <span class="name">{name}</span>
        <span class="symbol quiet">{symbol === code ? "" : symbol}</span>
        <span class="decimals small faint num">
          {currency.numeric_code && `${currency.numeric_code} · `}
          {decimals === 0
            ? "no decimals"
            : `${decimals} decimal${decimals === 1 ? "" : "s"}`}
        </span>
        {canWrite.value
          ? (
            <>
              <button
                type="button"
                class="plain"
                id={`edit-${code}`}
                aria-label={`Edit ${code}`}
                aria-expanded={opened.value !== "nothing"}
                onClick={() =>
                  opened.value = opened.value === "nothing"
                    ? "edit"
                    : "nothing"}
              >
                Edit
              </button>
              <Switch
                label={`${code} can be asked for`}
                on={enabled}
                busy={switching.value}
                onChange={(on) => void turn(on)}
              />
            </>
          )
          : <span class="small quiet">{enabled ? "on" : "off"}</span>}
      </div>
      {failure.value && (
        <FailureNote failure={failure.value} title={`${code} is as it was.`} />
      )}
      {opened.value === "edit" && (
        <CurrencyForm
          currency={currency}
          onSave={({ code: _code, ...json }, seen = currency) =>
            currencies.change(seen, json)}
          onSaved={() => {
            spoken.value = `${code} saved`;
            close();
          }}
          onCancel={close}
          onRemove={() => opened.value = "remove"}
        />
      )}
      {opened.value === "remove" && (
        <RemoveCurrency
          currency={currency}
          onRemoved={() => {
            spoken.value = `${code} removed`;
            onFocus("currency-search");
          }}
          onCancel={close}
        />
      )}
    </li>
  );
}

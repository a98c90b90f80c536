/** Adding or describing a currency: keeps what was typed until the service has taken it. */

import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Result } from "../api/result.ts";
import type { Currency, CurrencyDescription } from "../api/client.ts";
import type { Failure } from "../api/failure.ts";
import { FailureNote } from "../shell/FailureNote.tsx";
import { isChangedSince } from "../api/as_seen.ts";
import { Field } from "../shell/Field.tsx";
import { CurrencyConflict } from "./CurrencyConflict.tsx";
import {
  type CurrencyDraft,
  describe,
  draftOf,
  EMPTY_DRAFT,
  faultsOf,
} from "./currency_draft.ts";
import { KnownCurrencies } from "./KnownCurrencies.tsx";

/** The form; without a currency it adds one. */
export function CurrencyForm(
  { currency, onSave, onSaved, onCancel, onRemove }: {
    readonly currency?: Currency;
    /** `seen` is the currency as the reader last saw it when they typed. */
    readonly onSave: (
      description: CurrencyDescription,
      seen: Currency | undefined,
    ) => Promise<Result<Currency>>;
    readonly onSaved: (saved: Currency) => void;
    readonly onCancel: () => void;
    /** Offers to remove the currency instead. */
    readonly onRemove?: () => void;
  },
) {
  const draft = useSignal<CurrencyDraft>(
    currency ? draftOf(currency) : EMPTY_DRAFT,
  );
  const saving = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  const faults = useSignal<ReadonlyMap<string, string>>(new Map());
  const form = useRef<HTMLFormElement>(null);
  // The list is read anew while somebody types; what they change is what they opened, until they are told.
  const opened = useRef(currency);
  const conflict = failure.value !== null && isChangedSince(failure.value);
  useLayoutEffect(() => {
    form.current?.querySelector<HTMLInputElement>("input:not([readonly])")
      ?.focus();
  }, []);

  const change = (part: Partial<CurrencyDraft>) => {
    draft.value = { ...draft.value, ...part };
  };
  const named = currency?.code ?? "";
  const field = (name: string) => ({
    id: `currency-${named}-${name}`,
    problem: faults.value.get(name),
  });

  async function save(): Promise<void> {
    const seen = conflict ? currency : opened.current;
    failure.value = null;
    faults.value = faultsOf(draft.value);
    if (faults.value.size > 0) {
      focusFirstFault();
      return;
    }
    saving.value = true;
    const result = await onSave(describe(draft.value), seen);
    saving.value = false;
    if (result.ok) {
      onSaved(result.data);
      return;
    }
    faults.value = new Map(
      result.errors.map(({ field, message }) => [
        field,
        // Beside its field a conflict has room to say what to do.
        result.code === "conflict" ? result.detail : message,
      ]),
    );
    // A failure that is told beside its field is not told twice.
    const told = result.errors.length > 0 &&
      result.errors.every(({ field }) => FIELDS.has(field));
    failure.value = told ? null : result;
    focusFirstFault();
  }

  function focusFirstFault(): void {
    requestAnimationFrame(() =>
      form.current?.querySelector<HTMLInputElement>("[aria-invalid=true]")
        ?.focus()
    );
  }

  return (
    <form
      ref={form}
      class="edit"
      noValidate
      aria-label={currency ? `Edit ${currency.code}` : "Add a currency"}
      onSubmit={(event) => {
        event.preventDefault();
        if (!saving.value) void save();
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") onCancel();
      }}
    >
      {!currency && (
        <KnownCurrencies
          onChoose={(known) => {
            change({
              code: known.code,
              name: known.name,
              symbol: known.symbol,
              numericCode: known.numeric_code,
              minorUnits: String(known.minor_units),
            });
            form.current?.querySelector<HTMLElement>("[type=submit]")?.focus();
          }}
        />
      )}
      <div class="fields">
        <Field
          {...field("code")}
          label="Code"
          class="codefield"
          value={draft.value.code}
          readOnly={currency !== undefined}
          maxLength={3}
          placeholder="INR"
          onInput={(code) => change({ code: code.toUpperCase() })}
        />
        <Field
          {...field("name")}
          label="Name"
          class="wide"
          value={draft.value.name}
          maxLength={60}
          placeholder="From ISO 4217"
          onInput={(name) => change({ name })}
        />
        <Field
          {...field("symbol")}
          label="Symbol"
          value={draft.value.symbol}
          maxLength={10}
          placeholder="From ISO"
          onInput={(symbol) => change({ symbol })}
        />
        <Field
          {...field("numeric_code")}
          label="Number"
          value={draft.value.numericCode}
          inputMode="numeric"
          maxLength={3}
          placeholder="From ISO"
          onInput={(numericCode) => change({ numericCode })}
        />
        <Field
          {...field("minor_units")}
          label="Decimals"
          value={draft.value.minorUnits}
          inputMode="numeric"
          maxLength={1}
          placeholder="From ISO"
          onInput={(minorUnits) => change({ minorUnits })}
        />
      </div>
      {conflict && currency && (
        <CurrencyConflict
          mine={draft.value}
          theirs={currency}
          onTake={() => {
            draft.value = draftOf(currency);
            opened.current = currency;
            failure.value = null;
          }}
        />
      )}
      {failure.value && !conflict && (
        <FailureNote
          failure={failure.value}
          title={currency ? "It is not changed." : "It is not added."}
        />
      )}
      <div class="formline">
        <button type="submit" class="primary" aria-disabled={saving.value}>
          {saving.value ? "Saving…" : currency ? "Save" : "Add"}
        </button>
        <button type="button" onClick={onCancel}>Cancel</button>
        <p class="small quiet">
          {currency
            ? "What you leave empty stays as it is."
            : "The code is enough where ISO 4217 knows it: what you leave empty is filled in."}
        </p>
        {onRemove && (
          <button type="button" class="plain bad" onClick={onRemove}>
            Remove…
          </button>
        )}
      </div>
    </form>
  );
}

/** The fields that can show their own problem. */
const FIELDS: ReadonlySet<string> = new Set([
  "code",
  "name",
  "symbol",
  "numeric_code",
  "minor_units",
]);

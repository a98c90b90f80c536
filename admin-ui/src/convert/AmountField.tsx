/** The amount: typed as the reader writes numbers, shown with its groups when it is left. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useModels } from "../models.ts";
import { formatDecimal, readAmount } from "../text/decimals.ts";
import { figures, marks } from "../text/reader.ts";

/** The field, with its currency beside it. */
export function AmountField(
  { amount, minorUnits, onChange, onEnter, children }: {
    readonly amount: string;
    /** Decimals in which the currency is paid: `12.5` becomes `12.50`. */
    readonly minorUnits: number;
    /** Called with an empty text when what is typed is no amount. */
    readonly onChange: (amount: string) => void;
    readonly onEnter: () => void;
    readonly children: ComponentChildren;
  },
) {
  const draft = useSignal<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const opened = useRef(false);
  const { shown: visible } = useModels();
  useEffect(() => {
    if (!visible.value) return;
    // Where a keyboard is at hand; on a phone the focus would cover half the page.
    if (matchMedia("(hover: hover)").matches) input.current?.focus();
    opened.current = true;
  }, [visible.value]);
  const shown = draft.value ??
    formatDecimal(padded(amount, minorUnits), figures);
  const odd = draft.value !== null && readAmount(draft.value, marks()) === null;
  return (
    <div class="amount">
      <div class="amountline">
        <input
          ref={input}
          id="amount"
          class={`num${shown.length > 12 ? " long" : ""}`}
          inputMode="decimal"
          autoComplete="off"
          enterKeyHint="go"
          aria-label="Amount"
          aria-invalid={odd}
          aria-describedby={odd ? "amount-hint" : undefined}
          maxLength={60}
          size={Math.max(2, shown.length)}
          value={shown}
          onInput={(event) => {
            draft.value = event.currentTarget.value;
            onChange(readAmount(event.currentTarget.value, marks()) ?? "");
          }}
          onFocus={({ currentTarget: field }) => {
            if (opened.current) field.select();
            else field.setSelectionRange(shown.length, shown.length);
          }}
          onBlur={() => {
            if (!odd) draft.value = null;
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter") onEnter();
          }}
        />
        {children}
      </div>
      {odd && (
        <p id="amount-hint" class="small badtext" role="alert">
          {hintFor(draft.value ?? "")}
        </p>
      )}
    </div>
  );
}

/** An amount that has decimals gets all those in which it can be paid. */
function padded(amount: string, minorUnits: number): string {
  const [integer = "", fraction] = amount.split(".");
  return fraction === undefined
    ? amount
    : `${integer}.${fraction.padEnd(minorUnits, "0")}`;
}

function hintFor(text: string): string {
  if (text.trim() === "") return "Type the amount to convert.";
  return /^\s*[-−]/.test(text)
    ? "An amount cannot be negative. Convert its positive value."
    : `Write the amount as a plain number, such as ${
      formatDecimal("1250.50", figures)
    }.`;
}

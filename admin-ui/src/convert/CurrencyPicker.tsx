/** Choosing a currency: a button that opens a searchable list, by keyboard or by hand. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Currency } from "../api/client.ts";
import { searchCurrencies } from "./currency_search.ts";

/** The button and, while open, its list. */
export function CurrencyPicker(
  { id, label, currencies, current, onPick, children, ...props }: {
    readonly id: string;
    readonly label: string;
    readonly class: string;
    readonly currencies: readonly Currency[];
    readonly current: string | null;
    readonly onPick: (code: string) => void;
    readonly children: ComponentChildren;
  },
) {
  const open = useSignal(false);
  const text = useSignal("");
  const active = useSignal(0);
  const button = useRef<HTMLButtonElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const found = open.value ? searchCurrencies(currencies, text.value) : [];
  const chosen = found[Math.min(active.value, found.length - 1)];
  const optionId = (code: string) => `${id}-option-${code}`;

  useLayoutEffect(() => {
    if (open.value) search.current?.focus();
  }, [open.value]);
  useEffect(() => {
    if (!chosen) return;
    document.getElementById(optionId(chosen.code))
      ?.scrollIntoView({ block: "nearest" });
  }, [chosen?.code]);

  function show(): void {
    text.value = "";
    active.value = Math.max(
      0,
      currencies.findIndex(({ code }) => code === current),
    );
    open.value = true;
  }

  function close(): void {
    open.value = false;
    button.current?.focus();
  }

  function pick(code: string): void {
    close();
    if (code !== current) onPick(code);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const last = found.length - 1;
    const at = Math.min(active.value, last);
    switch (event.key) {
      case "ArrowDown":
        active.value = at >= last ? 0 : at + 1;
        break;
      case "ArrowUp":
        active.value = at <= 0 ? last : at - 1;
        break;
      case "Enter":
        if (chosen) pick(chosen.code);
        break;
      case "Escape":
        close();
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  return (
    <div
      class="picker"
      onFocusOut={(event) => {
        const { relatedTarget: next, currentTarget: self } = event;
        if (!(next instanceof Node && self.contains(next))) open.value = false;
      }}
    >
      <button
        ref={button}
        type="button"
        id={id}
        class={props.class}
        aria-label={label}
        aria-haspopup="listbox"
        aria-expanded={open.value}
        onClick={() => open.value ? close() : show()}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown" || open.value) return;
          event.preventDefault();
          show();
        }}
      >
        {children}
      </button>
      {open.value && (
        <div class="pickerlist">
          <input
            ref={search}
            type="text"
            role="combobox"
            placeholder="Code or name"
            aria-label="Search currencies"
            aria-expanded="true"
            aria-controls={`${id}-list`}
            aria-autocomplete="list"
            aria-activedescendant={chosen && optionId(chosen.code)}
            autoComplete="off"
            spellcheck={false}
            value={text}
            onInput={(event) => {
              text.value = event.currentTarget.value;
              active.value = 0;
            }}
            onKeyDown={onKeyDown}
          />
          <ul id={`${id}-list`} role="listbox" aria-label="Currencies">
            {found.map(({ code, name, symbol }) => (
              <li
                key={code}
                id={optionId(code)}
                role="option"
                aria-selected={code === chosen?.code}
                // The field keeps the focus, so that the list does not close before the click.
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => pick(code)}
              >
                <span class="code">{code}</span>
                <span>{name}</span>
                <span class="faint">{symbol === code ? "" : symbol}</span>
              </li>
            ))}
          </ul>
          {found.length === 0 && (
            <p class="small quiet none" role="status">
              {currencies.length === 0
                ? "No other currency is enabled."
                : `No enabled currency is called “${text.value}”.`}{" "}
              <a href="/admin/currencies">Manage currencies</a>
            </p>
          )}
        </div>
      )}
    </div>
  );
}

/** The currencies, as the service has them: loading, adding, describing anew, switching and removing. */

import { computed, createModel, signal } from "@preact/signals";
import { asSeen, isChangedSince } from "../api/as_seen.ts";
import { ask } from "../api/ask.ts";
import type {
  Client,
  Currency,
  CurrencyChange,
  CurrencyDescription,
  KnownCurrency,
} from "../api/client.ts";
import { afterLoading, dataOr, type Loaded } from "../api/loaded.ts";
import type { Result } from "../api/result.ts";

/** The currencies of one service. */
export const CurrenciesModel = createModel(function currenciesModel(
  client: Client,
) {
  const state = signal<Loaded<readonly Currency[]>>({ status: "loading" });
  const catalogue = signal<Loaded<readonly KnownCurrency[]>>({
    status: "loading",
  });
  const all = computed(() => dataOr(state.value, []));
  const enabled = computed(() => all.value.filter((one) => one.enabled));
  const byCode = computed(() =>
    new Map(all.value.map((currency) => [currency.code, currency]))
  );

  /** Codes that can be asked for; null as long as nobody knows which those are. */
  const known = computed(() =>
    state.value.status === "loading"
      ? null
      : new Set(enabled.value.map(({ code }) => code))
  );

  /** Puts one currency into the list, or takes one out of it, without asking for all of them again. */
  function put(code: string, currency: Currency | null): void {
    const others = all.peek().filter((one) => one.code !== code);
    const next = currency ? [...others, currency] : others;
    next.sort((a, b) => a.code < b.code ? -1 : 1);
    state.value = { status: "ready", data: next, outdated: null };
  }

  /** Keeps what a change came to; when somebody else was faster, what they made of it. */
  async function kept<T>(
    code: string,
    result: Result<T>,
    currency: (data: T) => Currency | null,
  ): Promise<Result<T>> {
    if (result.ok) put(code, currency(result.data));
    else if (isChangedSince(result)) await read(code);
    return result;
  }

  async function read(code: string): Promise<void> {
    const param = { ref: code };
    const result = await ask((init) =>
      client.currencies[":ref"].$get({ param }, init)
    );
    if (result.ok) put(code, result.data);
  }

  return {
    state,
    /** Those that can be asked for. */
    enabled,
    byCode,
    known,
    /** What ISO 4217 knows, once somebody has asked for it. */
    catalogue,
    async loadCatalogue(): Promise<void> {
      if (catalogue.peek().status === "ready") return;
      catalogue.value = { status: "loading" };
      const result = await ask((init) =>
        client.currencies.catalogue.$get({ query: {} }, init)
      );
      catalogue.value = afterLoading(catalogue.peek(), result);
    },
    async load(): Promise<void> {
      if (state.peek().status === "error") state.value = { status: "loading" };
      const result = await ask((init) =>
        client.currencies.$get({ query: {} }, init)
      );
      state.value = afterLoading(state.peek(), result);
    },
    async add(json: CurrencyDescription): Promise<Result<Currency>> {
      const result = await ask((init) =>
        client.currencies.$post({ json }, init)
      );
      return kept(json.code, result, itself);
    },
    /** Changes some of what was seen. */
    async change(
      { code, version }: Currency,
      json: CurrencyChange,
    ): Promise<Result<Currency>> {
      const request = { param: { ref: code }, header: asSeen(version), json };
      const result = await ask((init) =>
        client.currencies[":ref"].$patch(request, init)
      );
      return kept(code, result, itself);
    },
    /** One that is gone already counts as removed. */
    async remove({ code, version }: Currency): Promise<Result<unknown>> {
      const request = { param: { ref: code }, header: asSeen(version) };
      const result = await ask((init) =>
        client.currencies[":ref"].$delete(request, init)
      );
      const gone = !result.ok && result.code === "not_found";
      const done: Result<unknown> = gone ? { ok: true, data: null } : result;
      return kept(code, done, () => null);
    },
  };
});

/**
 * Whether a code may be asked for: any, as long as it is not known which. An address is not kept waiting for the list,
 * which hardly ever lacks one of it. No part of the model, whose functions signals do not see through.
 */
export function mayAsk({ known }: Currencies, code: string): boolean {
  return known.value?.has(code) ?? true;
}

function itself(currency: Currency): Currency {
  return currency;
}

/** What {@linkcode CurrenciesModel} makes. */
export type Currencies = InstanceType<typeof CurrenciesModel>;

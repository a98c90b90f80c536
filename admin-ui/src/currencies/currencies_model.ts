/** The currencies, as the service has them: loading, adding, describing anew, switching and removing. */

import { computed, createModel, signal } from "@preact/signals";
import { ask } from "../api/ask.ts";
import type { Client, Currency, CurrencyDescription } from "../api/client.ts";
import { afterLoading, dataOr, type Loaded } from "../api/loaded.ts";
import type { Result } from "../api/result.ts";

/** The currencies of one service. */
export const CurrenciesModel = createModel(function currenciesModel(
  client: Client,
) {
  const state = signal<Loaded<readonly Currency[]>>({ status: "loading" });
  const all = computed(() => dataOr(state.value, []));
  const enabled = computed(() => all.value.filter((one) => one.enabled));
  const byCode = computed(() =>
    new Map(all.value.map((currency) => [currency.code, currency]))
  );

  /** Puts one currency into the list, or takes one out of it, without asking for all of them again. */
  function put(code: string, currency: Currency | null): void {
    const others = all.peek().filter((one) => one.code !== code);
    const next = currency ? [...others, currency] : others;
    next.sort((a, b) => a.code < b.code ? -1 : 1);
    state.value = { status: "ready", data: next, outdated: null };
  }

  function kept(code: string, result: Result<Currency>): Result<Currency> {
    if (result.ok) put(code, result.data);
    return result;
  }

  return {
    state,
    /** Those that can be asked for. */
    enabled,
    byCode,
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
      return kept(json.code, result);
    },
    async replace(json: CurrencyDescription): Promise<Result<Currency>> {
      const param = { ref: json.code };
      const result = await ask((init) =>
        client.currencies[":ref"].$put({ param, json }, init)
      );
      return kept(json.code, result);
    },
    async setEnabled(code: string, on: boolean): Promise<Result<Currency>> {
      const request = { param: { ref: code }, json: { enabled: on } };
      const result = await ask((init) =>
        client.currencies[":ref"].$patch(request, init)
      );
      return kept(code, result);
    },
    /** One that is gone already counts as removed. */
    async remove(code: string): Promise<Result<unknown>> {
      const result = await ask((init) =>
        client.currencies[":ref"].$delete({ param: { ref: code } }, init)
      );
      if (!result.ok && result.code !== "not_found") return result;
      put(code, null);
      return { ok: true, data: null };
    },
  };
});

/** What {@linkcode CurrenciesModel} makes. */
export type Currencies = InstanceType<typeof CurrenciesModel>;

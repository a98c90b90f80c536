/** The providers, as the service has them: their order, switching, trying and resetting them. */

import { computed, createModel, signal } from "@preact/signals";
import { asSeen, isChangedSince } from "../api/as_seen.ts";
import { ask } from "../api/ask.ts";
import type {
  Client,
  Provider,
  ProviderPreview,
  Trial,
} from "../api/client.ts";
import { afterLoading, dataOr, type Loaded } from "../api/loaded.ts";
import type { Result } from "../api/result.ts";

/** How trying a provider stands. */
export type TrialState =
  | { readonly status: "asking" }
  | { readonly status: "done"; readonly result: Result<Trial> };

/** The providers of one service. */
export const ProvidersModel = createModel(function providersModel(
  client: Client,
) {
  const state = signal<Loaded<readonly Provider[]>>({ status: "loading" });
  const trials = signal<ReadonlyMap<string, TrialState>>(new Map());
  const all = computed(() => dataOr(state.value, []));
  const names = computed(() =>
    new Map(all.value.map(({ key, name }) => [key, name]))
  );

  function show(data: readonly Provider[]): void {
    state.value = { status: "ready", data, outdated: null };
  }

  function kept(result: Result<Provider>): Result<Provider> {
    if (result.ok) {
      const { data } = result;
      show(all.peek().map((one) => one.key === data.key ? data : one));
    }
    return result;
  }

  function setTrial(key: string, trial: TrialState | null): void {
    const next = new Map(trials.peek());
    if (trial) next.set(key, trial);
    else next.delete(key);
    trials.value = next;
  }

  async function load(): Promise<void> {
    if (state.peek().status === "error") state.value = { status: "loading" };
    const result = await ask((init) =>
      client.providers.$get({ query: {} }, init)
    );
    state.value = afterLoading(state.peek(), result);
  }

  return {
    state,
    /** By key. */
    trials,
    /** The names by key. */
    names,
    load,
    /** Shows the new order of the one that was seen at once, and the old one again when the service refuses it. */
    async setOrder(
      order: readonly string[],
      seen: readonly string[],
    ): Promise<Result<unknown>> {
      const before = all.peek();
      const request = {
        header: asSeen(seen.join()),
        json: { order: [...order] },
      };
      show(order.flatMap((key) => before.filter((one) => one.key === key)));
      const result = await ask((init) =>
        client.providers.order.$put(request, init)
      );
      show(result.ok ? result.data : before);
      if (!result.ok && isChangedSince(result)) await load();
      return result;
    },
    async setEnabled(
      { key, version }: Provider,
      on: boolean,
    ): Promise<Result<Provider>> {
      const request = {
        param: { key },
        header: asSeen(version),
        json: { enabled: on },
      };
      const result = await ask((init) =>
        client.providers[":key"].$patch(request, init)
      );
      if (!result.ok && isChangedSince(result)) await load();
      return kept(result);
    },
    async reset(key: string): Promise<Result<Provider>> {
      setTrial(key, null);
      const result = await ask((init) =>
        client.providers[":key"].reset.$post({ param: { key } }, init)
      );
      return kept(result);
    },
    /** Tries it, and reads its health anew, which the trial changes. */
    async test(key: string): Promise<Result<Trial>> {
      setTrial(key, { status: "asking" });
      const result = await ask((init) =>
        client.providers[":key"].test.$post({ param: { key } }, init)
      );
      setTrial(key, { status: "done", result });
      await load();
      return result;
    },
    /** Who would answer a pair, under the order as it is or another. */
    preview(
      query: {
        readonly source: string;
        readonly target: string;
        readonly order?: string;
      },
      signal: AbortSignal,
    ): Promise<Result<ProviderPreview>> {
      return ask((init) => client.providers.preview.$get({ query }, init), {
        signal,
      });
    },
    dismissTrial(key: string): void {
      setTrial(key, null);
    },
  };
});

/** What {@linkcode ProvidersModel} makes. */
export type Providers = InstanceType<typeof ProvidersModel>;

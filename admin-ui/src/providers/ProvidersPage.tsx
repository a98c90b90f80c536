/** The providers in their order of preference: who is asked first, how each is, and what to do. */

import { useSignal } from "@preact/signals";
import type { Failure } from "../api/failure.ts";
import { dataOr } from "../api/loaded.ts";
import { useModels } from "../models.ts";
import { moved } from "../order.ts";
import { FailureNote } from "../shell/FailureNote.tsx";
import { Skeleton } from "../shell/Skeleton.tsx";
import { useFocusAfter } from "../shell/use_focus_after.ts";
import { usePage } from "../shell/use_page.ts";
import { orderWords } from "./order_words.ts";
import { PreviewSection } from "./PreviewSection.tsx";
import { ProviderRow } from "./ProviderRow.tsx";
import { useDragOrder } from "./use_drag_order.ts";

/** The page. */
export function ProvidersPage() {
  usePage("Providers");
  const { providers, spoken } = useModels();
  const state = providers.state.value;
  const all = dataOr(state, []);
  const failure = useSignal<Failure | null>(null);
  const focus = useFocusAfter();
  const order = all.map(({ key }) => key);
  const { shown, dragged, grab } = useDragOrder(order, (next) => {
    void save(next);
  });

  async function save(next: readonly string[]): Promise<void> {
    const result = await providers.setOrder(next, order);
    failure.value = result.ok ? null : result;
    if (!result.ok) spoken.value = "The order is as it was";
  }

  function move(key: string, by: number, from: string): void {
    const next = moved(order, key, by);
    if (next === order) return;
    void save(next);
    spoken.value = `${providers.names.value.get(key)} is now asked as number ${
      next.indexOf(key) + 1
    } of ${order.length}`;
    focus(from);
  }

  return (
    <>
      <div class="bar">
        <h1>Providers</h1>
      </div>
      <p class="lead">{state.status === "ready" ? orderWords(all) : " "}</p>
      {state.status === "ready" && state.outdated && (
        <FailureNote
          failure={state.outdated}
          title="This may be out of date."
          onRetry={() => void providers.load()}
        />
      )}
      {failure.value && (
        <FailureNote failure={failure.value} title="The order is as it was." />
      )}
      {state.status === "loading" && (
        <Skeleton rows={5} label="Loading the providers" />
      )}
      {state.status === "error" && (
        <FailureNote
          failure={state.failure}
          title="The providers cannot be loaded."
          onRetry={() => void providers.load()}
        />
      )}
      {state.status === "ready" && all.length === 0 && (
        <p class="empty quiet">
          This service knows no provider, so it can only answer from what is
          stored.
        </p>
      )}
      <ol
        class={`providers${dragged ? " dragging" : ""}`}
        aria-label="Providers, in order of preference"
      >
        {all.map((provider) => (
          <ProviderRow
            key={provider.key}
            provider={provider}
            place={shown.indexOf(provider.key)}
            count={all.length}
            dragged={dragged === provider.key}
            onMove={move}
            onGrab={grab}
          />
        ))}
      </ol>
      {all.length > 0 && <PreviewSection providers={all} />}
    </>
  );
}

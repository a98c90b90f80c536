/** Who would answer a pair now, and who would if another provider were asked first: before anybody changes the order. */

import { useSignal } from "@preact/signals";
import type { Provider, ProviderPreview } from "../api/client.ts";
import type { Failure } from "../api/failure.ts";
import { useModels } from "../models.ts";
import { FailureNote } from "../shell/FailureNote.tsx";
import { useWhenHere } from "../shell/use_when_here.ts";
import { figures, words } from "../text/reader.ts";
import { previewWords } from "./preview_words.ts";

/** The section. */
export function PreviewSection(
  { providers: all }: { readonly providers: readonly Provider[] },
) {
  const { providers, currencies } = useModels();
  const from = useSignal<string | null>(null);
  const into = useSignal<string | null>(null);
  const first = useSignal("");
  const now = useSignal<ProviderPreview | null>(null);
  const then = useSignal<ProviderPreview | null>(null);
  const failure = useSignal<Failure | null>(null);
  const attempt = useSignal(0);
  const codes = currencies.enabled.value.map(({ code }) => code);
  const on = all.filter(({ enabled }) => enabled).map(({ key }) => key);
  const order = on.join();
  const chosen = first.value;
  // What was chosen may have been turned off since, and so may the euro.
  const others = (code: string) =>
    ["EUR", "USD", ...codes].filter((one) => one !== code);
  const source = firstOf([from.value, "USD", ...codes], codes);
  const target = firstOf([into.value, ...others(source)], codes);
  const pair = { source, target };
  const askable = codes.length > 1 && source !== target;
  const names = providers.names.value;

  useWhenHere(() => {
    if (!askable) return;
    now.value = then.value = failure.value = null;
    const stop = new AbortController();
    void (async () => {
      const turned = [chosen, ...on.filter((key) => key !== chosen)].join();
      const [before, after] = await Promise.all([
        // The order as it is shown: the service may not have taken it yet.
        providers.preview({ ...pair, ...(order && { order }) }, stop.signal),
        chosen
          ? providers.preview({ ...pair, order: turned }, stop.signal)
          : null,
      ]);
      if (stop.signal.aborted) return;
      now.value = before.ok ? before.data : null;
      then.value = after?.ok ? after.data : null;
      failure.value = before.ok ? after?.ok === false ? after : null : before;
    })();
    return () => stop.abort();
  }, [providers, pair.source, pair.target, chosen, order, attempt.value]);

  if (currencies.state.value.status !== "ready") return null;
  if (codes.length < 2) {
    return (
      <section class="preview" aria-labelledby="preview">
        <h2 id="preview">Who answers</h2>
        <p class="empty quiet">
          Two currencies have to be on before anybody can be asked.{" "}
          <a href="/admin/currencies">Choose your currencies</a>
        </p>
      </section>
    );
  }
  const said = (outlook: ProviderPreview | null) =>
    outlook
      ? previewWords(outlook, pair, { names, words, figures })
      : failure.value
      ? "–"
      : "…";
  return (
    <section class="preview" aria-labelledby="preview">
      <h2 id="preview">Who answers</h2>
      <div class="startfields">
        <Choice
          id="preview-source"
          label="From"
          value={source}
          options={codes.map((code) => [code, code])}
          onChange={(code) => from.value = code}
        />
        <Choice
          id="preview-target"
          label="Into"
          value={target}
          options={codes.map((code) => [code, code])}
          onChange={(code) => into.value = code}
        />
        <Choice
          id="preview-first"
          label="If first were"
          value={chosen}
          options={[
            ["", "as it is"],
            ...all.map(({ key, name }) => [key, name] as const),
          ]}
          onChange={(key) => first.value = key}
        />
      </div>
      <dl class="outlooks num" aria-live="polite">
        <dt class="small quiet">Now</dt>
        <dd>{askable ? said(now.value) : "Choose two currencies."}</dd>
        {chosen && askable && (
          <>
            <dt class="small quiet">Then</dt>
            <dd>{said(then.value)}</dd>
          </>
        )}
      </dl>
      {failure.value && askable && (
        <FailureNote
          failure={failure.value}
          title="It cannot be told who answers."
          onRetry={() => attempt.value++}
        />
      )}
    </section>
  );
}

/** The first wish that can be chosen. */
function firstOf(
  wishes: readonly (string | null)[],
  codes: readonly string[],
): string {
  return wishes.find((one) => one !== null && codes.includes(one)) ?? "";
}

function Choice(
  { id, label, value, options, onChange }: {
    readonly id: string;
    readonly label: string;
    readonly value: string;
    readonly options: readonly (readonly [string, string])[];
    readonly onChange: (value: string) => void;
  },
) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {options.map(([key, name]) => (
          <option key={key} value={key}>{name}</option>
        ))}
      </select>
    </div>
  );
}

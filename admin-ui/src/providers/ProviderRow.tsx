/** One provider: its place, its state in words, and what can be done about it. */

import { useSignal } from "@preact/signals";
import type { Provider } from "../api/client.ts";
import type { Failure } from "../api/failure.ts";
import { useModels } from "../models.ts";
import { FailureNote } from "../shell/FailureNote.tsx";
import { Icon } from "../shell/Icon.tsx";
import { Switch } from "../shell/Switch.tsx";
import { words } from "../text/reader.ts";
import { ProviderFacts } from "./ProviderFacts.tsx";
import { stateWords } from "./state_words.ts";
import { TrialNote } from "./TrialNote.tsx";

/** The row. */
export function ProviderRow(
  { provider, place, count, dragged, onMove, onGrab }: {
    readonly provider: Provider;
    /** From 0. */
    readonly place: number;
    readonly count: number;
    readonly dragged: boolean;
    /** `from` is the id of the control that moved it. */
    readonly onMove: (key: string, by: number, from: string) => void;
    readonly onGrab: (key: string, event: PointerEvent) => void;
  },
) {
  const { providers, spoken, canWrite } = useModels();
  const busy = useSignal<"no" | "switching" | "resetting">("no");
  const failure = useSignal<Failure | null>(null);
  const { key, name, enabled } = provider;
  const trial = providers.trials.value.get(key);
  const { tone, word, reason, todo } = stateWords(provider, {
    now: new Date(),
    locale: words,
    canWrite: canWrite.value,
  });
  const resettable = enabled &&
    provider.missing_setting === null &&
    (provider.state === "resting" || provider.state === "failing" ||
      provider.state === "misconfigured");

  async function turn(on: boolean): Promise<void> {
    busy.value = "switching";
    const result = await providers.setEnabled(provider, on);
    busy.value = "no";
    failure.value = result.ok ? null : result;
    if (result.ok) spoken.value = `${name} is ${on ? "on" : "off"}`;
  }

  async function reset(): Promise<void> {
    busy.value = "resetting";
    const result = await providers.reset(key);
    busy.value = "no";
    failure.value = result.ok ? null : result;
    if (result.ok) spoken.value = `${name} is reset`;
  }

  async function test(): Promise<void> {
    const result = await providers.test(key);
    const good = result.ok && result.data.ok;
    spoken.value = `${name} ${good ? "answered" : "did not answer"}`;
  }

  return (
    <li
      class={`provider${enabled ? "" : " off"}${dragged ? " dragged" : ""}`}
      style={{ order: place }}
      data-key={key}
      onKeyDown={(event) => {
        const { key: pressed, altKey, target } = event;
        const by = pressed === "ArrowUp" ? -1 : pressed === "ArrowDown" ? 1 : 0;
        if (!altKey || by === 0 || !canWrite.value) return;
        event.preventDefault();
        onMove(key, by, target instanceof HTMLElement ? target.id : "");
      }}
    >
      <span
        class={`grip faint${canWrite.value ? "" : " fixed"}`}
        title={canWrite.value ? "Drag to change the order" : undefined}
        onPointerDown={(event) => {
          if (canWrite.value) onGrab(key, event);
        }}
      >
        {canWrite.value && <Icon name="grip" />}
        <span class="place num">{place + 1}</span>
      </span>
      <div class="providerabout">
        <h2>
          {name}
          {provider.synthetic && <span class="tag bad">makes rates up</span>}
        </h2>
        <p class="state">
          <span class={`dot ${tone}`} aria-hidden="true"></span>
          <span>
            <span class={`word ${tone}`}>{word}</span>
            {reason && <span class="small quiet">{reason}</span>}
          </span>
        </p>
        {todo && <p class="small todo">{todo}</p>}
        {trial && (
          <TrialNote
            trial={trial}
            onDismiss={() => providers.dismissTrial(key)}
          />
        )}
        {failure.value && (
          <FailureNote
            failure={failure.value}
            title={`${name} is as it was.`}
          />
        )}
        <ProviderFacts provider={provider} />
      </div>
      {canWrite.value && (
        <div class="providertools">
          {provider.missing_setting === null && (
            <button
              type="button"
              id={`test-${key}`}
              class="plain"
              aria-label={`${
                trial?.status === "asking" ? "Testing…" : "Test now"
              }: ${name}`}
              aria-disabled={trial?.status === "asking"}
              title="One real request, of which nothing is stored; counts against its quota"
              onClick={() => {
                if (trial?.status !== "asking") void test();
              }}
            >
              {trial?.status === "asking" ? "Testing…" : "Test now"}
            </button>
          )}
          {resettable && (
            <button
              type="button"
              class="plain"
              aria-label={`Reset ${name}`}
              title="Forget its failures, so that the next question asks it"
              onClick={() => {
                if (busy.value === "no") void reset();
              }}
            >
              {busy.value === "resetting" ? "Resetting…" : "Reset"}
            </button>
          )}
          <span class="moves">
            <button
              type="button"
              id={`up-${key}`}
              class="sign"
              aria-label={`Ask ${name} earlier`}
              aria-keyshortcuts="Alt+ArrowUp"
              title="Ask earlier (Alt ↑)"
              aria-disabled={place === 0}
              onClick={() => onMove(key, -1, `up-${key}`)}
            >
              <Icon name="up" />
            </button>
            <button
              type="button"
              id={`down-${key}`}
              class="sign"
              aria-label={`Ask ${name} later`}
              aria-keyshortcuts="Alt+ArrowDown"
              title="Ask later (Alt ↓)"
              aria-disabled={place === count - 1}
              onClick={() => onMove(key, 1, `down-${key}`)}
            >
              <Icon name="down" />
            </button>
          </span>
          <Switch
            label={`Ask ${name}`}
            on={enabled}
            busy={busy.value === "switching"}
            onChange={(on) => void turn(on)}
          />
        </div>
      )}
    </li>
  );
}

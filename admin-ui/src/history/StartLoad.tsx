/** Starting a load: whose days, which, and what that will take before anybody presses. */

import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { afterPause } from "../api/after_pause.ts";
import type { IngestionPlan, Provider } from "../api/client.ts";
import type { Failure } from "../api/failure.ts";
import { useModels } from "../models.ts";
import { FailureNote } from "../shell/FailureNote.tsx";
import { useWhenHere } from "../shell/use_when_here.ts";
import { dayOf, type DayRange, isDay } from "../text/days.ts";
import { figures, words } from "../text/reader.ts";
import { rangeWords } from "./load_words.ts";
import { planWords } from "./plan_words.ts";

/** Typing a year should not plan four times. */
const PAUSE_MS = 250;

/** The form. */
export function StartLoad(
  { provider, range, onRange }: {
    readonly provider: Provider;
    readonly range: DayRange;
    readonly onRange: (range: DayRange) => void;
  },
) {
  const { loads, spoken } = useModels();
  const plan = useSignal<IngestionPlan | null>(null);
  const failure = useSignal<Failure | null>(null);
  const starting = useSignal(false);
  const attempt = useSignal(0);
  const planLater = useMemo(() => afterPause(PAUSE_MS), []);
  const { key, since } = provider;
  const { from, to } = range;
  const news = loads.ended.value;
  const today = dayOf(new Date());
  const fault = provider.missing_setting
    ? `${provider.name} cannot be asked: set ${provider.missing_setting} and start the service again.`
    : !isDay(from) || !isDay(to)
    ? "Choose the first day and the last."
    : from > to
    ? "The first day comes after the last."
    : null;

  useWhenHere(() => {
    plan.value = null;
    failure.value = null;
    if (fault) return;
    return planLater(async (signal) => {
      const result = await loads.plan({ provider: key, from, to }, signal);
      if (signal.aborted) return;
      if (result.ok) plan.value = result.data;
      else failure.value = result;
    });
  }, [loads, key, from, to, fault, news, attempt.value]);

  async function start(): Promise<void> {
    starting.value = true;
    const result = await loads.start({ provider: key, from, to });
    starting.value = false;
    failure.value = result.ok ? null : result;
    if (!result.ok) return;
    plan.value = null;
    spoken.value = `Loading ${provider.name}, ${
      rangeWords({ from, to }, words)
    }`;
  }

  const idle = fault !== null || starting.value || plan.value?.requests === 0;
  return (
    <form
      class="startload"
      aria-label="Load history"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!idle) void start();
      }}
    >
      <div class="startfields">
        <DayInput
          label="From"
          value={from}
          min={since}
          max={today}
          onChange={(next) => onRange({ from: next, to })}
        />
        <DayInput
          label="To"
          value={to}
          min={since}
          max={today}
          onChange={(next) => onRange({ from, to: next })}
        />
        <button type="submit" class="primary" aria-disabled={idle}>
          {starting.value ? "Starting…" : "Load"}
        </button>
      </div>
      <p class="small quiet num planned" role="status">
        {fault ??
          (plan.value
            ? planWords(plan.value, provider, figures)
            : failure.value
            ? ""
            : "Counting the requests…")}
      </p>
      {failure.value && (
        <FailureNote
          failure={failure.value}
          title="This cannot be loaded."
          onRetry={() => attempt.value++}
        />
      )}
    </form>
  );
}

function DayInput(
  { label, value, onChange, min, max }: {
    readonly label: string;
    readonly value: string;
    readonly min: string;
    readonly max: string;
    readonly onChange: (value: string) => void;
  },
) {
  const id = `load-${label.toLowerCase()}`;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="date"
        class="num"
        value={value}
        min={min}
        max={max}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  );
}

/** A chart: a question, asked again whenever its days or currencies change, and the newest answer to it. */

import { computed, createModel, effect, signal } from "@preact/signals";
import { afterPause } from "../api/after_pause.ts";
import { ask } from "../api/ask.ts";
import type { Client, Series } from "../api/client.ts";
import type { Failure } from "../api/failure.ts";
import { type Currencies, mayAsk } from "../currencies/currencies_model.ts";
import type { Providers } from "../providers/providers_model.ts";
import { dataOr } from "../api/loaded.ts";
import { dayOf, type DayRange } from "../text/days.ts";
import {
  type ChartQuestion,
  FIRST_CHART,
  fromChartSearch,
} from "./chart_question.ts";
import { type Lines, linesOf } from "./lines.ts";
import { type Group, groupFor, rangeOf } from "./periods.ts";

/** A series that can be drawn. */
export interface Drawn {
  readonly source: string;
  readonly targets: readonly string[];
  readonly range: DayRange;
  readonly group: Group;
  readonly lines: Lines;
  /** Spans of days that may still change or appear; none when the series is complete. */
  readonly missing: Series["missing"];
  /** Whether any point is made up. */
  readonly synthetic: boolean;
}

/** How the question stands; an older chart is kept until there is a newer one. */
export type ChartAnswer =
  | { readonly status: "idle" }
  | { readonly status: "asking"; readonly drawn: Drawn | null }
  | { readonly status: "ready"; readonly drawn: Drawn }
  | {
    readonly status: "failed";
    readonly failure: Failure;
    readonly drawn: Drawn | null;
  };

/** Somebody who types a day, or presses two buttons, asks once. */
const PAUSE_MS = 150;

/** A chart that opens with the question of an address. */
export const ChartModel = createModel(function chartModel(
  client: Client,
  { currencies, providers, search }: {
    readonly currencies: Currencies;
    readonly providers: Providers;
    readonly search: string;
  },
) {
  const question = signal(fromChartSearch(search, FIRST_CHART) ?? FIRST_CHART);
  const answer = signal<ChartAnswer>({ status: "idle" });
  const attempt = signal(0);
  const range = computed(() =>
    rangeOf(question.value.period, {
      today: dayOf(new Date()),
      since: dataOr(providers.state.value, [])
        .filter(({ enabled, synthetic }) => enabled && !synthetic)
        .map(({ since }) => since).sort()[0] ?? null,
    })
  );
  /** What is asked of the service, null when there is nothing to ask: each line can be drawn from 100 without it. */
  const asked = computed(() => {
    const { source, targets } = question.value;
    const lines = targets.filter((one) =>
      mayAsk(currencies, one) && one !== source
    );
    return mayAsk(currencies, source) && lines.length > 0
      ? { source, targets: lines, range: range.value }
      : null;
  });
  const asking = computed(() =>
    asked.value && JSON.stringify([asked.value, attempt.value])
  );

  async function send(signal: AbortSignal): Promise<void> {
    const wanted = asked.peek();
    if (!wanted) return;
    const { source, targets, range } = wanted;
    const group = groupFor(range);
    const drawn = drawnOf(answer.peek());
    answer.value = { status: "asking", drawn };
    const query = {
      source,
      symbols: targets.join(","),
      date_from: range.from,
      date_to: range.to,
      format: "json" as const,
      ...(group && { group }),
    };
    const result = await ask(
      (init) => client["currency-rates"].$get({ query }, init),
      { signal },
    );
    if (signal.aborted) return;
    if (!result.ok) {
      answer.value = { status: "failed", failure: result, drawn };
    } else if (typeof result.data === "object" && "rates" in result.data) {
      const { rates, missing } = result.data;
      answer.value = {
        status: "ready",
        drawn: {
          ...wanted,
          group,
          lines: linesOf(rates, targets),
          missing,
          synthetic: rates.some(({ synthetic }) => synthetic === true),
        },
      };
    }
  }

  const askLater = afterPause(PAUSE_MS);
  effect(() => {
    if (asking.value === null) {
      answer.value = { status: "idle" };
      return;
    }
    return askLater(send);
  });

  return {
    question,
    answer,
    /** The days of the question. */
    range,
    change(next: ChartQuestion): void {
      question.value = next;
    },
    /** Asks the same once more. */
    askAgain(): void {
      attempt.value++;
    },
  };
});

/** What {@linkcode ChartModel} makes. */
export type Chart = InstanceType<typeof ChartModel>;

/** The series that an answer holds, if any. */
export function drawnOf(answer: ChartAnswer): Drawn | null {
  return answer.status === "idle" ? null : answer.drawn;
}

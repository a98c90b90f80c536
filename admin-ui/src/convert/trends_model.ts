/** How the converter's rates moved in the days before the one that is asked for. */

import { computed, createModel, effect, signal } from "@preact/signals";
import { ask } from "../api/ask.ts";
import type { Client } from "../api/client.ts";
import { linesOf } from "../charts/lines.ts";
import { dayOf, daysBefore } from "../text/days.ts";
import { type Converter, figuresOf } from "./converter_model.ts";
import type { Trend } from "./trend_words.ts";

/** How far back a trend goes. */
const TREND_DAYS = 90;

/** The trends of the answers of a converter: they come after the figures, and never instead of them. */
export const TrendsModel = createModel(function trendsModel(
  client: Client,
  { answer }: Pick<Converter, "answer">,
) {
  const trends = signal<ReadonlyMap<string, Trend>>(new Map());
  /** What the figures make worth asking, as text, so that another amount asks nothing; empty for nothing. */
  const asking = computed((): string => {
    const figures = figuresOf(answer.value);
    if (!figures) return "";
    const { question: { source, date }, results } = figures;
    const symbols = [...results.keys()].filter((code) => code !== source);
    return symbols.length === 0
      ? ""
      : [source, date ?? dayOf(new Date()), symbols.sort().join()].join(" ");
  });

  async function send(question: string, signal: AbortSignal): Promise<void> {
    const [source = "", to = "", symbols = ""] = question.split(" ");
    const from = daysBefore(to, TREND_DAYS);
    const query = {
      source,
      symbols,
      date_from: from,
      date_to: to,
      // A small picture is not worth anybody's requests to providers.
      stored: "true" as const,
      format: "json" as const,
    };
    const result = await ask(
      (init) => client["currency-rates"].$get({ query }, init),
      { signal },
    );
    if (signal.aborted) return;
    // Without an answer the rows are as good, only plainer.
    const points = result.ok && typeof result.data === "object" &&
        "rates" in result.data
      ? result.data.rates
      : [];
    const { days, lines } = linesOf(points, symbols.split(","));
    trends.value = new Map(
      lines.map((
        line,
      ) => [line.code, { source, range: { from, to }, days, line }]),
    );
  }

  effect(() => {
    const question = asking.value;
    if (question === "") return;
    const stop = new AbortController();
    void send(question, stop.signal);
    return () => stop.abort();
  });

  return {
    /** The trends by target; those of an older question are kept until there are newer ones. */
    trends,
  };
});

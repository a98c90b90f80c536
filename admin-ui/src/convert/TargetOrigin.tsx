/** Under a currency's name: its rate and where that comes from, or why there is none. */

import { useModels } from "../models.ts";
import { dayOf } from "../text/days.ts";
import { formatRate } from "../text/decimals.ts";
import { figures as figureLocale, words } from "../text/reader.ts";
import type { Answer, Figures } from "./converter_model.ts";
import { rateMarks } from "./rate_words.ts";

/** The line. */
export function TargetOrigin(
  { code, known, figures, answer }: {
    readonly code: string;
    readonly known: boolean;
    readonly figures: Figures | null;
    readonly answer: Answer["status"];
  },
) {
  const { currencies, providers } = useModels();
  const listed = currencies.byCode.value.has(code);
  const names = providers.names.value;
  if (!known) {
    return (
      <p class="how small">
        <span class="tag warn">
          {listed ? "Switched off here" : "Not in the list of currencies"}
        </span>
        <a href="/admin/currencies">
          {listed ? "Switch it on" : "Add it"} in Currencies
        </a>
      </p>
    );
  }
  const unavailable = figures?.unavailable.get(code);
  if (unavailable) {
    return (
      <div class="how small">
        <span class="badtext">{unavailable.detail}</span>
        {unavailable.providers.length > 0 && (
          <details>
            <summary>See who was asked</summary>
            <ul class="plainlist quiet">
              {unavailable.providers.map(({ provider, reason }) => (
                <li key={provider}>
                  {names.get(provider) ?? provider}: {reason}
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
    );
  }
  const result = figures?.results.get(code);
  if (!figures || !result) {
    return <p class="how small faint">{answer === "asking" ? "…" : " "}</p>;
  }
  const marks = rateMarks(result, {
    names,
    today: dayOf(new Date()),
    locale: words,
  });
  return (
    <div class="how small quiet num">
      <span>
        1 {figures.question.source} = {formatRate(result.rate, figureLocale)}
      </span>
      {marks.map(({ tone, text, explanation }) => (
        <span key={text} class={`tag ${tone}`} title={explanation}>{text}</span>
      ))}
    </div>
  );
}

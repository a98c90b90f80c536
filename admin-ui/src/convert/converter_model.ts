/** The converter: a question, asked again whenever it changes, and the newest answer to it. */

import { computed, createModel, effect, signal } from "@preact/signals";
import { afterPause } from "../api/after_pause.ts";
import { ask } from "../api/ask.ts";
import type { Client, Conversions, Converted } from "../api/client.ts";
import type { AskedProvider, Failure } from "../api/failure.ts";
import { type Currencies, mayAsk } from "../currencies/currencies_model.ts";
import { dayOf } from "../text/days.ts";
import { recallQuestion, rememberQuestion } from "./memory.ts";
import { fromSearch, type Question } from "./question.ts";

/** A target without a rate: why, and who was asked. */
export interface Unavailable {
  readonly detail: string;
  readonly providers: readonly AskedProvider[];
}

/** What is known of one question. */
export interface Figures {
  readonly question: Question;
  /** The day that was answered for. */
  readonly date: string;
  readonly results: ReadonlyMap<string, Converted>;
  readonly unavailable: ReadonlyMap<string, Unavailable>;
}

/** How the question stands; figures of an older question are kept until there are newer ones. */
export type Answer =
  | { readonly status: "idle" }
  | { readonly status: "asking"; readonly figures: Figures | null }
  | { readonly status: "ready"; readonly figures: Figures }
  | {
    readonly status: "failed";
    readonly failure: Failure;
    readonly figures: Figures | null;
  };

/** Long enough to type the next digit, too short to be waited for. */
const TYPING_MS = 180;

/** A converter that opens with the question of an address. */
export const ConverterModel = createModel(function converterModel(
  client: Client,
  { currencies, search }: {
    readonly currencies: Currencies;
    readonly search: string;
  },
) {
  const question = signal(fromSearch(search, recallQuestion()));
  const answer = signal<Answer>({ status: "idle" });
  const attempt = signal(0);
  /** The question without the targets that the service would refuse. */
  const askable = computed(() => {
    const { targets, ...rest } = question.value;
    return {
      ...rest,
      targets: targets.filter((one) => mayAsk(currencies, one)),
    };
  });

  async function send(asked: Question, signal: AbortSignal): Promise<void> {
    const last = figuresOf(answer.peek());
    answer.value = { status: "asking", figures: last };
    const query = {
      source: asked.source,
      amount: asked.amount,
      targets: asked.targets.join(","),
      date: asked.date ?? undefined,
    };
    const result = await ask(
      (init) => client.convert.$get({ query }, init),
      { signal },
    );
    if (signal.aborted) return;
    if (result.ok) {
      answer.value = {
        status: "ready",
        figures: answered(asked, result.data),
      };
    } else if (NOBODY_KNOWS.has(result.code)) {
      answer.value = { status: "ready", figures: unknown(asked, result) };
    } else {
      const same = last && isSame(last.question, asked) ? last : null;
      answer.value = { status: "failed", failure: result, figures: same };
    }
  }

  effect(() => {
    rememberQuestion(question.value);
  });
  /** The same as text, so that only a real change asks again; empty when there is nothing to ask. */
  const asking = computed(() => {
    const { amount, source, targets } = askable.value;
    const complete = amount !== "" && targets.length > 0 &&
      mayAsk(currencies, source);
    return complete ? JSON.stringify([askable.value, attempt.value]) : "";
  });
  const askLater = afterPause(TYPING_MS);
  let attempted = 0;
  effect(() => {
    if (asking.value === "") {
      answer.value = { status: "idle" };
      return;
    }
    const again = attempt.value !== attempted;
    attempted = attempt.value;
    if (!again && isAnswered(answer.peek(), askable.peek())) return;
    return askLater((signal) => send(askable.peek(), signal));
  });

  return {
    question,
    answer,
    change(next: Question): void {
      question.value = next;
    },
    /** Asks the same once more. */
    askAgain(): void {
      attempt.value++;
    },
  };
});

/** What {@linkcode ConverterModel} makes. */
export type Converter = InstanceType<typeof ConverterModel>;

/** The figures that an answer holds, if any. */
export function figuresOf(answer: Answer): Figures | null {
  return answer.status === "idle" ? null : answer.figures;
}

/** Failures that say something of the rate, not of the question or the service. */
const NOBODY_KNOWS: ReadonlySet<string> = new Set([
  "no_rate",
  "providers_failed",
]);

function answered(
  question: Question,
  { date, results, unavailable }: Conversions,
): Figures {
  return {
    question,
    date,
    results: new Map(results.map((one) => [one.target, one])),
    unavailable: new Map(
      unavailable.map(({ target, detail, providers }) =>
        [target, { detail, providers: providers ?? [] }] as const
      ),
    ),
  };
}

/** Not one target has a rate: then the service answers with the reason alone, and names one pair. */
function unknown(
  question: Question,
  { detail, providers }: Failure,
): Figures {
  return {
    question,
    date: question.date ?? dayOf(new Date()),
    results: new Map(),
    unavailable: new Map(
      question.targets.map((target) => [
        target,
        {
          detail: detail.replace(
            new RegExp(`\\b${question.source}/[A-Z]{3}\\b`),
            `${question.source}/${target}`,
          ),
          providers,
        },
      ]),
    ),
  };
}

/** Whether the answer still holds: rows that only moved or went need no new one. */
function isAnswered(answer: Answer, question: Question): boolean {
  if (answer.status !== "ready") return false;
  const { figures: { question: old, results, unavailable } } = answer;
  return isSame(old, question) &&
    question.targets.every((one) => results.has(one) || unavailable.has(one));
}

function isSame(a: Question, b: Question): boolean {
  return a.amount === b.amount && a.source === b.source && a.date === b.date;
}

/** Rates over a range of days: the same rules day by day, small holes filled on the way, large ones named. */

import type { Ask } from "./ask.ts";
import type { Asker } from "./asker.ts";
import type { CurrencyCode } from "./currency.ts";
import { type Day, type DayRange, daysBetween, rangesOf } from "./day.ts";
import { stateOf } from "./ledger.ts";
import {
  loadParticipants,
  type Participant,
  type ParticipantsDeps,
  reloadLedgers,
} from "./participants.ts";
import { Patience } from "./patience.ts";
import { MovingPoint, type Point, type Points } from "./point.ts";
import type { Clock, RateStore } from "./ports.ts";
import { leftOpen, tooLate } from "./refusals.ts";
import { requestsFor, type Survey, survey } from "./series_survey.ts";
import { walk } from "./series_walk.ts";
import { type EndTurn, Turns } from "./turns.ts";
import { Windows } from "./windows.ts";

/** A question for rates over a range of days. */
export interface SeriesQuestion {
  readonly source: CurrencyCode;
  readonly targets: readonly CurrencyCode[];
  readonly range: DayRange;
  /** Whether days without an observation are answered by the last one before, marked carried. */
  readonly fill: boolean;
  /** Whether what is stored has to do: nobody is asked, and no load is queued. */
  readonly storedOnly?: boolean;
}

/** The answer: its points by day, then in the order of the targets. */
export interface Series {
  /** Whether every day is final; if not, `missing` says which days may still change or appear. */
  readonly complete: boolean;
  readonly missing: readonly DayRange[];
  /** Whether any point is made up. */
  readonly synthetic: boolean;
  /** The first day of the longest history among the enabled providers that can be asked or have something stored. */
  readonly earliest: Day;
  /** How many points there can be at most. */
  readonly maxPoints: number;
  /** Whether the points are few enough for an answer that is held at once. */
  readonly whole: boolean;
  /** The points, computed while they are visited; once. */
  readonly points: Points;
  /** Lets others have their turn; for whoever does not take all points. */
  close(): void;
}

/** With what a series is answered. */
export interface SeriesOptions {
  /** Ends the work. */
  readonly signal?: AbortSignal;
  /** On whose account providers are asked; ours where there is none. */
  readonly asker?: Asker;
  /** Refuses a question that may not be asked. What is stored is read meanwhile, and nobody is asked before. */
  readonly admit?: () => Promise<void>;
}

/**
 * Answers questions for rates over a range of days.
 * @throws {AppError} `no_rate` when nobody is there to be asked; `busy` when too many large series are wanted at once;
 * and what refuses the question
 */
export type AnswerSeries = (
  question: SeriesQuestion,
  options?: SeriesOptions,
) => Promise<Series>;

/** What series need. */
export interface SeriesDeps extends ParticipantsDeps {
  readonly store: Pick<
    RateStore,
    "order" | "ledgers" | "recalledLedgers" | "history"
  >;
  readonly ask: Ask;
  readonly clock: Clock;
  /** After this much time providers are no longer waited for: what is stored answers. */
  readonly deadlineMs: number;
  /** Told of holes that are too large to be filled while answering. */
  readonly wanted?: (provider: string, ranges: readonly DayRange[]) => void;
}

/** Upstream requests that answering one question may make; larger holes are for an ingestion. */
const MAX_REQUESTS = 4;

/** Up to this many points a series is held whole: about 10 MB, or 3 MB of JSON. */
const WHOLE_POINTS = 30_000;

/** Each larger series holds some 30 MB and a processor while it lasts. */
const LARGE = { atOnce: 2, waiting: 8, longestMs: 60_000 } as const;

/** Makes the function that answers questions for rates over a range of days. */
export function createSeries(deps: SeriesDeps): AnswerSeries {
  const turns = new Turns(LARGE);
  return async function answerSeries(
    question,
    { signal, asker, admit = async () => {} } = {},
  ) {
    const { targets, range } = question;
    const maxPoints = targets.length * (daysBetween(range.from, range.to) + 1);
    const whole = maxPoints <= WHOLE_POINTS;
    if (!whole) await admit();
    const endTurn = whole ? () => {} : await turns.take(signal);
    signal?.addEventListener("abort", endTurn, { once: true });
    try {
      const others = targets.filter((target) => target !== question.source);
      const windows = new Windows(deps, { source: question.source, targets });
      const loading = others.length === 0
        ? Promise.resolve({ all: [], earliest: range.from })
        : loadParticipants(deps, range, {
          pair: `${question.source}/${others.join(",")}`,
          preferred: (provider) => windows.begin(provider, range),
        });
      // A question that is refused is refused for that, whatever else is wrong.
      loading.catch(() => {});
      if (whole) await admit();
      const participants = await loading;
      const options = { ...participants, windows, signal };
      const found = await settle(deps, question, { ...options, asker });
      const missing = rangesOf(found.provisional);
      return {
        complete: missing.length === 0,
        missing,
        synthetic: found.synthetic,
        earliest: participants.earliest,
        maxPoints,
        whole,
        points: (visit) =>
          pointsOf(deps, question, { ...options, endTurn, visit }),
        close: endTurn,
      };
    } catch (error) {
      endTurn();
      throw error;
    }
  };
}

/** Fills the holes that can be filled meanwhile, and gives what is left of them. */
async function settle(
  deps: SeriesDeps,
  question: SeriesQuestion,
  options: Parameters<typeof survey>[2] & {
    readonly asker: Asker | undefined;
  },
): Promise<Survey> {
  const { asker } = options;
  using patience = new Patience(deps.deadlineMs);
  let budget = MAX_REQUESTS;
  let recalled = true;
  for (;;) {
    const found = await survey(deps, question, options);
    if (recalled && found.unasked.size > 0) {
      // Somebody may have asked meanwhile, which a recalled ledger need not know.
      await reloadLedgers(deps, options.all, question.range);
      recalled = false;
      continue;
    }
    // The most preferred first: what it answers, nobody after it needs to be asked for.
    const asked = options.all.find((one) => found.unasked.has(one));
    const days = asked && found.unasked.get(asked);
    if (!asked || !days || question.storedOnly) return found;
    const requests = requestsFor(asked, days);
    if (requests.length > budget || patience.over) {
      const { facts } = asked.provider;
      if (
        requests.length > MAX_REQUESTS && await (asker?.mayQueue(facts) ?? true)
      ) {
        deps.wanted?.(facts.key, rangesOf(days));
      }
      return found;
    }
    budget -= requests.length;
    const last = asked === options.all.findLast(({ gaveUp }) => !gaveUp);
    await Promise.all(
      requests.map((days) =>
        askFor(deps, asked, {
          days,
          range: question.range,
          patience,
          last,
          asker,
        })
      ),
    );
    options.windows.forget(asked.provider);
  }
}

async function askFor(
  deps: SeriesDeps,
  participant: Participant,
  { days, range, patience, last, asker }: {
    readonly days: readonly Day[];
    readonly range: DayRange;
    readonly patience: Patience;
    readonly last: boolean;
    readonly asker: Asker | undefined;
  },
): Promise<void> {
  const { provider } = participant;
  const outcome = await patience.waitFor(deps.ask(provider, days, asker), {
    last,
  });
  if (outcome === "deadline") {
    participant.gaveUp = tooLate(provider);
    return;
  }
  await reloadLedgers(deps, [participant], range);
  const [newest] = days;
  if (!outcome.ok) participant.gaveUp = outcome.failure;
  else if (newest && isOpen(participant, newest, deps.clock())) {
    participant.gaveUp = leftOpen(provider, newest);
  }
}

function isOpen(
  { provider, ledger }: Participant,
  date: Day,
  now: Date,
): boolean {
  return stateOf(ledger.get(date), provider.facts, now) === "unknown";
}

/** The points with their numbers; the turn ends with the last of them, or with whoever takes no more. */
async function* pointsOf(
  deps: SeriesDeps,
  question: SeriesQuestion,
  { endTurn, visit, ...options }: Parameters<typeof survey>[2] & {
    readonly endTurn: EndTurn;
    readonly visit: (point: Point) => void;
  },
): AsyncGenerator<void> {
  const point = new MovingPoint(question.source);
  try {
    yield* walk(deps, question, {
      ...options,
      visit: {
        answer(target, day, by) {
          point.move(target, day, by);
          visit(point);
        },
        provisional() {},
        unasked() {},
      },
    });
  } finally {
    endTurn();
  }
}

/** What a series lacks: who has not been asked for which days, and in which requests that could be mended. */

import { addDays, type Day } from "./day.ts";
import type { Participant, Participants } from "./participants.ts";
import type { SeriesQuestion } from "./series.ts";
import type { Answering } from "./series_lane.ts";
import { walk, type WalkDeps } from "./series_walk.ts";
import type { Windows } from "./windows.ts";

/** What going through all days shows. */
export interface Survey {
  readonly unasked: ReadonlyMap<Participant, ReadonlySet<Day>>;
  /** The days whose answers may still change. */
  readonly provisional: ReadonlySet<Day>;
  /** Whether any answer is made up. */
  readonly synthetic: boolean;
}

/** Goes through all days once. */
export async function survey(
  deps: WalkDeps,
  question: SeriesQuestion,
  options: Participants & {
    readonly windows: Windows;
    readonly signal?: AbortSignal;
  },
): Promise<Survey> {
  const unasked = new Map<Participant, Set<Day>>();
  const provisional = new Set<Day>();
  let synthetic = false;
  const visit = {
    answer(_target: unknown, _day: number, by: Answering | null) {
      synthetic ||= by?.facts.synthetic ?? false;
    },
    provisional: (date: Day) => provisional.add(date),
    unasked(participant: Participant, days: readonly Day[]) {
      const known = unasked.get(participant) ?? new Set();
      for (const one of withinOneRequest(participant, days)) known.add(one);
      unasked.set(participant, known);
    },
  };
  for await (const _ of walk(deps, question, { ...options, visit }));
  return { unasked, provisional, synthetic };
}

/** The requests that days of a provider cost, newest first. */
export function requestsFor(
  participant: Participant,
  days: ReadonlySet<Day>,
): (readonly Day[])[] {
  const left = [...days].sort().reverse();
  const requests: Day[][] = [];
  while (left.length > 0) {
    const { length } = withinOneRequest(participant, left);
    requests.push(left.splice(0, length));
  }
  return requests;
}

/** Of days newest first those that one request covers: the next one that a question for the newest would make. */
function withinOneRequest(
  { provider: { facts } }: Participant,
  days: readonly Day[],
): readonly Day[] {
  const [newest] = days;
  if (!newest) return [];
  const oldest = addDays(newest, 1 - facts.maxRangeDays);
  const end = days.findIndex((date) => date < oldest);
  return end === -1 ? days : days.slice(0, end);
}

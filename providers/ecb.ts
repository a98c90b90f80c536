/** The European Central Bank: the euro's reference rates since 1999, from its files and its data API, without a key. */

import {
  type Day,
  day,
  dayOf,
  type DayRange,
  daysBetween,
} from "../rates/day.ts";
import { AppError, ProviderError } from "../rates/errors.ts";
import type { Provider, ProviderFacts, Published } from "../rates/ports.ts";
import type { Answer } from "./answer.ts";
import { readEcbFile } from "./ecb_files.ts";
import { type FileRows, intactPart, spanOf } from "./ecb_rows.ts";
import { type EcbSettings, type Source, sourceOf } from "./ecb_sources.ts";
import type { ProviderDeps } from "./http.ts";
import { collect } from "./observations.ts";

const FACTS: ProviderFacts = {
  key: "ecb",
  name: "European Central Bank",
  base: "EUR",
  since: day("1999-01-04"),
  // One file holds it all.
  maxRangeDays: 20_000,
  freshForSeconds: 3_600,
  settlesAfterHours: 0,
  // About 16:00 in Frankfurt, which is 14:00 or 15:00 UTC.
  publishesAtUtc: "14:10",
  publishesWeekends: false,
  concurrency: 2,
  monthlyRequests: null,
  synthetic: false,
  keySetting: null,
  missingSetting: null,
  enabledAtFirst: true,
  source: "ECB statistics, euro foreign exchange reference rates",
  terms: "Free reuse with the source named; for information purposes only",
};

/** The longest time without rates is Easter's 5 days; nothing for longer than a week is no answer. */
const LONGEST_GAP_DAYS = 7;

/** The provider `ecb`. */
export function createEcb(
  { door, clock, limits, ...places }: ProviderDeps & EcbSettings,
): Provider {
  const line = door.line(FACTS.key, limits);
  return {
    facts: FACTS,
    async fetch(range, options) {
      const today = dayOf(clock());
      const source = sourceOf(range, { ...places, today });
      return await line.ask({ ...options, ...source }, (answer) => {
        if (answer.status === 404) return nothingIn(range, today);
        const file = readAnswer(source, answer);
        const span = source.untilNow
          ? { from: spanOf(file).from, to: today }
          : range;
        return publish(file, { span, today });
      });
    },
    readFile(bytes) {
      const file = readUpload(bytes);
      return publish(file, { span: spanOf(file), today: dayOf(clock()) });
    },
    health: line.health,
    reset: line.reset,
  };
}

/** The data API's 404 is "no results found", or a mistake in the address; a long range tells them apart. */
function nothingIn(range: DayRange, today: Day): Published {
  if (daysBetween(range.from, range.to) > LONGEST_GAP_DAYS) {
    throw new ProviderError(
      "refused",
      "Answered HTTP 404 for a range with working days",
      { status: 404 },
    );
  }
  return collect([], { today, covers: range });
}

function publish(
  file: FileRows,
  { span, today }: { readonly span: DayRange; readonly today: Day },
): Published {
  const { rows, broken, rejected } = file;
  return collect(rows, { today, covers: intactPart(span, broken), rejected });
}

function readAnswer({ read }: Source, answer: Answer): FileRows {
  try {
    return read(answer);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ProviderError("invalid_answer", error.message);
  }
}

function readUpload(bytes: Uint8Array): FileRows {
  try {
    return readEcbFile(bytes);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new AppError(
      "invalid_request",
      `${error.message}. Give eurofxref-hist.zip, eurofxref-hist.csv, eurofxref.csv or an eurofxref XML file, as the European Central Bank publishes them.`,
    );
  }
}

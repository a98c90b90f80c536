/** Which of the European Central Bank's files and services answers a question with the least. */

import { type Day, type DayRange, daysBetween } from "../rates/day.ts";
import type { Answer } from "./answer.ts";
import { readEcbFile, readSdmxCsv, readXml } from "./ecb_files.ts";
import type { FileRows } from "./ecb_rows.ts";
import type { Question } from "./http.ts";

/** Where the files and the data API are. */
export interface EcbSettings {
  readonly filesUrl: string;
  readonly apiUrl: string;
}

/** One of the ways to ask. */
export interface Source
  extends Pick<Question, "kind" | "maxBytes" | "alsoRead"> {
  readonly url: string;
  readonly timeoutMs?: number;
  /** Whether the answer runs up to now, or holds only the range asked for. */
  readonly untilNow: boolean;
  readonly read: (answer: Answer) => FileRows;
}

/** The file of 90 days is trusted for 85, so that its edge never matters. */
const RECENT_DAYS = 85;

/** Longer ranges than a year and a day come cheaper as the whole history (630 kB). */
const API_DAYS = 366;

/** The smallest answer that holds the whole range. */
export function sourceOf(
  { from, to }: DayRange,
  { filesUrl, apiUrl, today }: EcbSettings & { readonly today: Day },
): Source {
  if (from >= today) {
    return {
      url: `${filesUrl}/eurofxref-daily.xml`,
      kind: "xml",
      maxBytes: 100_000,
      untilNow: true,
      read: ({ text }) => readXml(text),
    };
  }
  if (daysBetween(from, today) <= RECENT_DAYS) {
    return {
      url: `${filesUrl}/eurofxref-hist-90d.xml`,
      kind: "xml",
      maxBytes: 1_000_000,
      untilNow: true,
      read: ({ text }) => readXml(text),
    };
  }
  if (daysBetween(from, to) <= API_DAYS) {
    return {
      url: `${apiUrl}/service/data/EXR/D..EUR.SP00.A` +
        `?startPeriod=${from}&endPeriod=${to}&format=csvdata`,
      kind: "csv",
      maxBytes: 16_000_000,
      alsoRead: [404],
      untilNow: false,
      read: ({ text }) => readSdmxCsv(text),
    };
  }
  return {
    url: `${filesUrl}/eurofxref-hist.zip`,
    kind: "zip",
    maxBytes: 8_000_000,
    timeoutMs: 60_000,
    untilNow: true,
    read: ({ bytes }) => readEcbFile(bytes),
  };
}

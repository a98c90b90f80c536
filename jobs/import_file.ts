/** A provider's own file into the store: all of it or, when it cannot be read, nothing. */

import { type Day, type DayRange, earlierOf, laterOf } from "../rates/day.ts";
import { AppError } from "../rates/errors.ts";
import type {
  Clock,
  ImportFile,
  Published,
  RateStore,
} from "../rates/ports.ts";

/** Makes the function that takes files in, one at a time: each is held in memory whole. */
export function createImportFile(
  { store, clock }: {
    readonly store: Pick<RateStore, "save">;
    readonly clock: Clock;
  },
): ImportFile {
  let reading = false;
  return async function importFile(provider, bytes, by) {
    const { key, name } = provider.facts;
    if (!provider.readFile) {
      throw new AppError(
        "invalid_request",
        `${name} publishes no files that this program reads.`,
      );
    }
    if (reading) {
      throw new AppError(
        "busy",
        "Another file is being read. Hand this one in again in a minute.",
        { retryAfterSeconds: 60 },
      );
    }
    reading = true;
    try {
      const published = provider.readFile(bytes);
      const saved = await store.save(key, published, clock(), by);
      const { rejected } = published;
      return { saved, rejected, span: spanOf(published) };
    } finally {
      reading = false;
    }
  };
}

/** From the first day with a rate to the last. */
function spanOf({ observations }: Published): DayRange | null {
  let span: { from: Day; to: Day } | null = null;
  for (const { date } of observations) {
    span = span
      ? { from: earlierOf(span.from, date), to: laterOf(span.to, date) }
      : { from: date, to: date };
  }
  return span;
}

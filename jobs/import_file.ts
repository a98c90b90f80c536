/** A provider's own file into the store: all of it or, when it cannot be read, nothing. */

import { spanOf } from "../rates/day.ts";
import { AppError } from "../rates/errors.ts";
import type { Clock, ImportFile, RateStore } from "../rates/ports.ts";

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
      const { observations, rejected } = published;
      const span = spanOf(observations.map(({ date }) => date));
      return { saved, rejected, span };
    } finally {
      reading = false;
    }
  };
}

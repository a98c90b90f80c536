/** A provider's own file into the store: all of it or, when it cannot be read, nothing. */

import { AppError } from "../rates/errors.ts";
import type {
  Clock,
  Provider,
  RateStore,
  Rejection,
  Saved,
} from "../rates/ports.ts";

/** What a file came to. */
export interface Imported {
  readonly saved: Saved;
  readonly rejected: readonly Rejection[];
}

/**
 * Reads the file as this provider publishes it and stores what it says.
 * @throws {AppError} `invalid_request` when it is not such a file, or the provider publishes none
 */
export async function importFile(
  provider: Provider,
  bytes: Uint8Array,
  { store, clock }: {
    readonly store: Pick<RateStore, "save">;
    readonly clock: Clock;
  },
): Promise<Imported> {
  const { key, name } = provider.facts;
  if (!provider.readFile) {
    throw new AppError(
      "invalid_request",
      `${name} publishes no files that this program reads.`,
    );
  }
  const published = provider.readFile(bytes);
  const saved = await store.save(key, published, clock());
  return { saved, rejected: published.rejected };
}

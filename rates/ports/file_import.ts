/** A provider's own file, handed in by somebody who has it. */

import type { DayRange } from "../day.ts";
import type { Actor } from "./audit.ts";
import type { Provider, Rejection } from "./provider.ts";
import type { Saved } from "./rate_store.ts";

/** What a file came to. */
export interface Imported {
  readonly saved: Saved;
  readonly rejected: readonly Rejection[];
  /** The days whose rates it holds; null when none could be used. */
  readonly span: DayRange | null;
}

/**
 * Reads the file as this provider publishes it and stores what it says: all of it or, when it cannot be read, nothing.
 * @throws {AppError} `invalid_request` when it is not such a file, or the provider publishes none; `busy` while another
 * file is being read
 */
export type ImportFile = (
  provider: Provider,
  bytes: Uint8Array,
  by: Actor,
) => Promise<Imported>;

/** What an administrator has set of the providers. */

import type { Actor } from "./audit.ts";
import type { Seen } from "./seen.ts";

/** What an administrator has set of a provider. */
export interface ProviderSetting {
  readonly key: string;
  /** 1 is asked first. */
  readonly priority: number;
  readonly enabled: boolean;
  readonly updatedAt: Date;
  /** Another one after every switch. */
  readonly version: string;
}

/** The administrator's settings of the providers. */
export interface ProviderStore {
  /** In order of preference. */
  list(): Promise<ProviderSetting[]>;
  /**
   * Null when there is none of this key.
   * @throws {AppError} `precondition_failed` when it is not as seen
   */
  setEnabled(
    key: string,
    enabled: boolean,
    seen: Seen,
    by: Actor,
  ): Promise<ProviderSetting | null>;
  /**
   * Puts all providers in this order, 1 first; what was seen of it is the keys joined by commas.
   * @throws {AppError} `invalid_request` when the keys are not exactly those that exist; `precondition_failed` when the
   * order is not as seen
   */
  setOrder(
    keys: readonly string[],
    seen: Seen,
    by: Actor,
  ): Promise<ProviderSetting[]>;
}

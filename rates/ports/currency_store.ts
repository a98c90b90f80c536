/** The currencies that can be asked for. */

import type { CurrencyCode } from "../currency.ts";
import type { Actor } from "./audit.ts";
import type { Seen } from "./seen.ts";

/** A currency that can be asked for. */
export interface Currency {
  readonly id: number;
  readonly code: CurrencyCode;
  readonly name: string;
  readonly symbol: string;
  readonly numericCode: string | null;
  readonly minorUnits: number;
  readonly enabled: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Another one after every change, and never again that of a currency before. */
  readonly version: string;
}

/** What an administrator may set of a currency. */
export interface CurrencyInput {
  readonly code: CurrencyCode;
  readonly name: string;
  readonly symbol: string;
  readonly numericCode: string | null;
  readonly minorUnits: number;
  readonly enabled: boolean;
}

/** Names a currency by its id or its code. */
export type CurrencyRef = { readonly id: number } | {
  readonly code: CurrencyCode;
};

/** The currencies that can be asked for. */
export interface CurrencyStore {
  /** By code. */
  list(): Promise<Currency[]>;
  find(ref: CurrencyRef): Promise<Currency | null>;
  /** @throws {AppError} `conflict` when the code is taken */
  create(input: CurrencyInput, by: Actor): Promise<Currency>;
  /**
   * Null when there is none.
   * @throws {AppError} `conflict` when the code is taken; `precondition_failed` when it is not as seen
   */
  update(
    ref: CurrencyRef,
    change: Partial<CurrencyInput>,
    seen: Seen,
    by: Actor,
  ): Promise<Currency | null>;
  /**
   * Whether there was one. Its stored rates stay.
   * @throws {AppError} `precondition_failed` when it is not as seen
   */
  remove(ref: CurrencyRef, seen: Seen, by: Actor): Promise<boolean>;
}

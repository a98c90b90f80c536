/** What has changed in what is stored, for those who keep answers that were made from it. */

import type { DayRange } from "../day.ts";

/** How far somebody has seen the changes: text that means the same to every process of one database. */
export type Position = string;

/** What came to light. */
export interface News {
  /** Everything that was committed before is part of it. */
  readonly position: Position;
  /** The days whose answers may have changed since the last reading; null for answers of any day. */
  readonly changed: readonly (DayRange | null)[];
}

/** The changes that can alter answers, in the order in which they become visible. */
export interface ChangeFeed {
  /** Reads on from the last reading; the first one gives no changes. One reading at a time. */
  read(): Promise<News>;
  /**
   * Whether an answer about these days, made from what was stored at the position or later, is still true at the last
   * reading. Of a position from after it, from too long ago or that is none nothing is known: false.
   */
  holdsSince(position: Position, days: DayRange): boolean;
  /** Names the database, unlike any other. */
  database(): Promise<string>;
  /** Forgets changes from before the instant. @returns how many went */
  removeBefore(instant: Date): Promise<number>;
}

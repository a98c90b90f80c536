/** What somebody had before their eyes when they decided to change it. */

/** Versions one of which must still be the current one; null when that does not matter. */
export type Seen = readonly string[] | null;

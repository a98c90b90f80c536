/** Counting that all processes share: how often something was done within a window of time. */

/** A count; the window begins with its first point. */
export interface Count {
  readonly points: number;
  readonly endsInMs: number;
}

/** Counts by key. Every method rejects when the shared memory is away, within half a second. */
export interface Counts {
  /** Adds points; the first of a window decides how many seconds it lasts. */
  add(key: string, points: number, seconds: number): Promise<Count>;
  /** Null when nothing is counted. */
  get(key: string): Promise<Count | null>;
  forget(key: string): Promise<void>;
}

/** What the instances of the service share for a while: text under a name. Without it each computes for itself. */

/** Texts that instances share. It may forget, be slow or be away: nobody is told but by what is missing. */
export interface SharedCache {
  /** Null when there is none, or it cannot be had in time. Never rejects. */
  get(key: string): Promise<string | null>;
  /** Keeps the text for so long, if that is possible. Never rejects. */
  set(key: string, value: string, lastsMs: number): Promise<void>;
}

/** What is read once and stands until something changes, for questions that would all read the same. */

/** Whether changes are being followed, so that what was read can be relied on. */
export interface Watch {
  /** Whether all changes but those of the last two seconds are known. */
  follows(): boolean;
  /** Another number after each change. */
  readonly version: number;
}

/** Something that was read, or will be. */
export class Standing<T> {
  readonly #watch: Watch;
  readonly #read: () => Promise<T>;
  #known: { readonly version: number; readonly value: Promise<T> } | null =
    null;

  constructor(watch: Watch, read: () => Promise<T>) {
    this.#watch = watch;
    this.#read = read;
  }

  /** As it is, or was within the last two seconds. */
  get(): Promise<T> {
    if (!this.#watch.follows()) return this.#read();
    const { version } = this.#watch;
    if (this.#known?.version === version) return this.#known.value;
    const value = this.#read();
    const known = { version, value };
    this.#known = known;
    // Whoever asked hears why it failed; whoever asks next tries again.
    value.catch(() => {
      if (this.#known === known) this.#known = null;
    });
    return value;
  }
}

/** Nothing is followed: what is asked for is read each time. */
export const UNWATCHED: Watch = { follows: () => false, version: 0 };

/** The windows that a series goes over: its range in parts, each provider's window kept for as long as the part lasts. */

import type { CurrencyCode } from "./currency.ts";
import { addDays, type DayRange, earlierOf } from "./day.ts";
import type { Provider, RateStore } from "./ports.ts";
import { Window } from "./window.ts";

/** What loading windows needs. */
export interface WindowsDeps {
  readonly store: Pick<RateStore, "history">;
  readonly lookBackDays: number;
}

/** Rates of a provider that are held at once: 27 years of 30 currencies, about 15 MB. */
const RATES_AT_ONCE = 400_000;

/** The windows of one question. A range of one part is read once, however many times it is gone over. */
export class Windows {
  readonly #deps: WindowsDeps;
  readonly #pairs: {
    readonly source: CurrencyCode;
    readonly targets: readonly CurrencyCode[];
  };
  readonly #loaded = new Map<
    Provider,
    { readonly part: DayRange; readonly window: Promise<Window> }
  >();

  constructor(
    deps: WindowsDeps,
    pairs: {
      readonly source: CurrencyCode;
      readonly targets: readonly CurrencyCode[];
    },
  ) {
    this.#deps = deps;
    this.#pairs = pairs;
  }

  /** The range in parts that fit into memory. */
  *parts({ from, to }: DayRange): Generator<DayRange> {
    const columns = this.#pairs.targets.length + 1;
    const days = Math.max(31, Math.floor(RATES_AT_ONCE / columns));
    for (let start = from; start <= to; start = addDays(start, days)) {
      yield { from: start, to: earlierOf(to, addDays(start, days - 1)) };
    }
  }

  /** The provider's window of the part. */
  of(provider: Provider, part: DayRange): Promise<Window> {
    const loaded = this.#loaded.get(provider);
    if (loaded?.part.from === part.from && loaded.part.to === part.to) {
      return loaded.window;
    }
    const wanted = { ...this.#pairs, range: part };
    const window = Window.load(this.#deps, provider, wanted);
    this.#loaded.set(provider, { part, window });
    return window;
  }

  /** Begins to load what will most likely be wanted first, while others are asked what they know. */
  begin(provider: Provider, range: DayRange): void {
    const [part] = this.parts(range);
    // Whoever wants it hears of a failure.
    if (part) this.of(provider, part).catch(() => {});
  }

  /** Something new is stored of the provider. */
  forget(provider: Provider): void {
    this.#loaded.delete(provider);
  }
}

/** The providers that one question has asked: each within its share of the time, and none more than it should. */

import type { Ask } from "./ask.ts";
import type { Asker } from "./asker.ts";
import type { Day } from "./day.ts";
import type { ProviderFailure } from "./errors.ts";
import { Patience } from "./patience.ts";
import type { Provider } from "./ports.ts";
import { leftOpen, tooLate } from "./refusals.ts";

/** What asking within a question needs. */
export interface AskedDeps {
  readonly ask: Ask;
  /** After this much time providers that still think count as failed. */
  readonly deadlineMs: number;
}

/** The most requests to one provider within one question: a long weekend of empty days, and no more. */
const MAX_ASKS = 4;

/** Who was asked within one question, how that went, and how long the question waits for each. */
export class AskedProviders {
  readonly #gaveUp = new Map<string, ProviderFailure>();
  readonly #asks = new Map<string, Set<Day>>();
  readonly #deps: AskedDeps;
  /** From the first request on: most questions make none. */
  #patience: Patience | null = null;
  readonly #asker: Asker | undefined;

  constructor(deps: AskedDeps, asker?: Asker) {
    this.#deps = deps;
    this.#asker = asker;
  }

  gaveUp(key: string): ProviderFailure | null {
    return this.#gaveUp.get(key) ?? null;
  }

  /**
   * Asks the provider, or gives it up: after too many requests, and when it was asked for this day already. One that
   * others come after is waited for half of what time is left, so that one that hangs leaves them theirs.
   */
  async ask(
    provider: Provider,
    days: readonly Day[],
    { last }: { readonly last: boolean },
  ): Promise<void> {
    const { key } = provider.facts;
    const [newest] = days;
    const asks = this.#asks.get(key) ?? new Set();
    if (!newest || asks.size >= MAX_ASKS || asks.has(newest)) {
      if (newest) this.#gaveUp.set(key, leftOpen(provider, newest));
      return;
    }
    this.#asks.set(key, asks.add(newest));
    this.#patience ??= new Patience(this.#deps.deadlineMs);
    const outcome = await this.#patience.waitFor(
      this.#deps.ask(provider, days, this.#asker),
      { last },
    );
    if (outcome === "deadline") {
      this.#gaveUp.set(key, tooLate(provider));
    } else if (!outcome.ok) {
      this.#gaveUp.set(key, outcome.failure);
    }
  }

  /** Ends the wait: what is still under way goes on by itself. */
  done(): void {
    this.#patience?.[Symbol.dispose]();
  }
}

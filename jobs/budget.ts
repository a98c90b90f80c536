/** How many requests a run may make: taken one by one before they leave, retries too. */

import { count } from "./words.ts";

/** Stops a request that there is no budget for. */
export class BudgetSpent extends Error {
  override readonly name = "BudgetSpent";
}

/** What one run may spend. */
export class Budget {
  readonly #most: number;
  #taken = 0;

  /** 0 for no limit. */
  constructor(most: number) {
    this.#most = most;
  }

  /** How many more can be taken. */
  get left(): number {
    return this.#most === 0 ? Infinity : this.#most - this.#taken;
  }

  /** Why nothing more can be taken; null while something can. */
  get spent(): BudgetSpent | null {
    if (this.left > 0) return null;
    return new BudgetSpent(
      `The budget of ${
        count(this.#most, "request")
      } a run is spent; the next run goes on`,
    );
  }

  /** @throws {BudgetSpent} */
  take(): void {
    const { spent } = this;
    if (spent) throw spent;
    this.#taken++;
  }

  /** What was taken and did not leave. */
  giveBack(): void {
    this.#taken--;
  }
}

/** What one part of a run spends of its budget; its functions are for the request. */
export class Spending {
  readonly #budget: Budget;
  #requests = 0;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  /** Requests that left. */
  get requests(): number {
    return this.#requests;
  }

  /** @throws {BudgetSpent} */
  readonly onAttempt = (): void => {
    this.#budget.take();
    this.#requests++;
  };

  readonly onWithheld = (): void => {
    this.#budget.giveBack();
    this.#requests--;
  };
}

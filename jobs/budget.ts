/** How many requests a run may make, and a month: taken one by one before they leave, retries too. */

import { type Day, dayOf, startOfDay } from "../rates/day.ts";
import type { Clock, Provider, UsageStore } from "../rates/ports.ts";

/** Stops a request that there is no budget for. */
export class BudgetSpent extends Error {
  override readonly name = "BudgetSpent";
  /** When there is budget again by itself; null for the next run. */
  readonly resumeAt: Date | null;

  constructor(message: string, resumeAt: Date | null) {
    super(message);
    this.resumeAt = resumeAt;
  }
}

/** What one run may spend. */
export class Budget {
  readonly #run: number;
  readonly #month: { readonly left: number; readonly spent: BudgetSpent };
  #taken = 0;

  /** Of the run, 0 for no limit; of the month, what is left of it. */
  constructor(
    run: number,
    month: { readonly left: number; readonly spent: BudgetSpent },
  ) {
    this.#run = run;
    this.#month = month;
  }

  /** Why nothing more can be taken; null while something can. */
  get spent(): BudgetSpent | null {
    if (this.#taken >= this.#month.left) return this.#month.spent;
    if (this.#run === 0 || this.#taken < this.#run) return null;
    const requests = `${this.#run} request${this.#run === 1 ? "" : "s"}`;
    return new BudgetSpent(
      `The budget of ${requests} a run is spent; the next run goes on`,
      null,
    );
  }

  /** @throws {BudgetSpent} */
  take(): void {
    const { spent } = this;
    if (spent) throw spent;
    this.#taken++;
  }
}

/** The first day of the month. */
export function monthOf(date: Day): Day {
  return dayOf(new Date(`${date.slice(0, 7)}-01T00:00:00Z`));
}

/** The budget of a run now: as many requests as allowed, and no more than the provider's month has left. */
export async function openBudget(
  { facts }: Provider,
  maxRequests: number,
  { usage, clock }: {
    readonly usage: Pick<UsageStore, "since">;
    readonly clock: Clock;
  },
): Promise<Budget> {
  const month = monthOf(dayOf(clock()));
  const next = startOfDay(month);
  next.setUTCMonth(next.getUTCMonth() + 1);
  const { monthlyRequests } = facts;
  const spent = new BudgetSpent(
    `The monthly allowance of ${monthlyRequests} requests of ${facts.name} is spent; it begins anew on ${
      dayOf(next)
    }`,
    next,
  );
  if (monthlyRequests === null) {
    return new Budget(maxRequests, { left: Infinity, spent });
  }
  const sums = await usage.since(month);
  const used = sums.find(({ provider }) => provider === facts.key)?.requests;
  const left = Math.max(0, monthlyRequests - (used ?? 0));
  return new Budget(maxRequests, { left, spent });
}

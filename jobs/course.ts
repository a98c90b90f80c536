/** The course of a run: whether it may go on, whether it waits for its provider, and why it stopped. */

import type { Clock } from "../rates/ports.ts";
import type { Halt } from "./end_run.ts";
import type { RunTask } from "./run.ts";

/** What the course depends on. */
export interface CourseDeps {
  readonly task: Pick<
    RunTask,
    "signal" | "until" | "patienceMs" | "budget" | "provider"
  >;
  readonly clock: Clock;
  /** Told when the run stops. */
  readonly onHalt: () => void;
}

/** The state that all workers of a run share. */
export class Course {
  readonly #deps: CourseDeps;
  #halt: Halt | null = null;
  #fault: { readonly error: unknown } | null = null;
  #restUntil: Date | null = null;

  constructor(deps: CourseDeps) {
    this.#deps = deps;
  }

  /** Why the run stopped before the end of its work; null while it goes on. */
  get halt(): Halt | null {
    return this.#halt;
  }

  /** Milliseconds for which the provider is to be left alone. */
  get restMs(): number {
    return this.msUntil(this.#restUntil);
  }

  /** Whether more may be claimed; the first time that it may not, the course knows why. */
  mayGoOn(): boolean {
    const { task, clock } = this.#deps;
    const { signal, until, patienceMs, budget, provider } = task;
    if (this.#halt || this.#fault) return false;
    if (signal.aborted) this.stop({ ended: "interrupted" });
    else if (budget.spent) {
      this.stop({ ended: "budget", reason: budget.spent.message });
    } else if (until && clock() >= until) this.stop({ ended: "elsewhere" });
    else if (this.restMs > patienceMs) {
      const seconds = Math.ceil(this.restMs / 1_000);
      this.stop({
        ended: "resting",
        reason: `${provider.facts.name} is to be left alone for ${seconds} s`,
        resumeAt: this.#restUntil,
      });
    }
    return this.#halt === null;
  }

  stop(
    { ended, reason = "", resumeAt = null }:
      & Pick<Halt, "ended">
      & Partial<Halt>,
  ): void {
    this.#halt ??= { ended, reason, resumeAt };
    this.#deps.onHalt();
  }

  rest(until: Date): void {
    if (!this.#restUntil || this.#restUntil < until) this.#restUntil = until;
  }

  /** Something went wrong that nobody foresaw. */
  fail(error: unknown): void {
    this.#fault ??= { error };
    this.#deps.onHalt();
  }

  /** @throws what nobody foresaw */
  throwIfFailed(): void {
    if (this.#fault) throw this.#fault.error;
  }

  msUntil(at: Date | null): number {
    return at ? Math.max(0, at.getTime() - this.#deps.clock().getTime()) : 0;
  }
}

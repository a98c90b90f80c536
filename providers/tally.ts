/** How an upstream has been doing since this process started. */

import type { ProviderError } from "../rates/errors.ts";
import type { Clock, ProviderHealth } from "../rates/ports.ts";

/** The part of the health that is counted; the breaker knows the rest. */
export type Counts = Omit<ProviderHealth, "breaker" | "restingUntil">;

/** Counts attempts and keeps the last outcome of each kind. */
export class Tally {
  readonly #clock: Clock;
  #counts: Counts = {
    requests: 0,
    failures: 0,
    lastSuccessAt: null,
    lastFailure: null,
    latencyMs: null,
  };

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get counts(): Counts {
    return this.#counts;
  }

  succeeded(startedAt: Date): void {
    const now = this.#clock();
    this.#counts = {
      ...this.#counts,
      requests: this.#counts.requests + 1,
      lastSuccessAt: now,
      latencyMs: now.getTime() - startedAt.getTime(),
    };
  }

  failed({ fault, message }: ProviderError): void {
    this.#counts = {
      ...this.#counts,
      requests: this.#counts.requests + 1,
      failures: this.#counts.failures + 1,
      lastFailure: { at: this.#clock(), fault, reason: message },
    };
  }

  forgetFailure(): void {
    this.#counts = { ...this.#counts, lastFailure: null };
  }
}

/** The health of a provider that has several upstreams: it rests only when all of them do. */
export function combined(healths: readonly ProviderHealth[]): ProviderHealth {
  const open = healths.every(({ breaker }) => breaker === "open");
  const untils = healths.map(({ restingUntil }) => restingUntil);
  const succeeded = latest(healths, ({ lastSuccessAt }) => lastSuccessAt);
  const failed = latest(healths, ({ lastFailure }) => lastFailure?.at ?? null);
  return {
    breaker: open ? "open" : "closed",
    restingUntil: open
      ? untils.reduce((a, b) => a && b && a < b ? a : b, untils[0] ?? null)
      : null,
    requests: healths.reduce((sum, { requests }) => sum + requests, 0),
    failures: healths.reduce((sum, { failures }) => sum + failures, 0),
    lastSuccessAt: succeeded?.lastSuccessAt ?? null,
    lastFailure: failed?.lastFailure ?? null,
    latencyMs: succeeded?.latencyMs ?? null,
  };
}

function latest(
  healths: readonly ProviderHealth[],
  at: (health: ProviderHealth) => Date | null,
): ProviderHealth | undefined {
  return healths.toSorted((a, b) =>
    (at(b)?.getTime() ?? 0) - (at(a)?.getTime() ?? 0)
  )[0];
}

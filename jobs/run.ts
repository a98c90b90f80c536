/** One run of one ingestion: what it claims, what each answer or failure does to it, and how it ends. */

import { planRequests } from "../rates/plan.ts";
import { ProviderError } from "../rates/errors.ts";
import type { Chunk, Ingestion, Provider } from "../rates/ports.ts";
import { type Budget, BudgetSpent } from "./budget.ts";
import { holdLease } from "./hold_lease.ts";
import { persist, sleep } from "./persist.ts";
import type { Ended, Ran, RunnerDeps, RunOptions } from "./runner.ts";

/** Attempts of a request in the background: nobody waits for it. */
const ATTEMPTS = 4;
/** All attempts of one chunk together. */
const CHUNK_DEADLINE_MS = 120_000;
/** What is under way when the process is told to end has this long. */
const GRACE_MS = 3_000;
/** How often a chunk is tried before it is given up: half an hour in all. */
const MOST_TRIES = 6;
/** A question that the upstream refuses or answers with too much is no better the sixth time. */
const MOST_REFUSALS = 2;
const FIRST_RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 3_600_000;
/** A provider that names no time. */
const REST_SECONDS = 60;
/** How often a run looks whether others have left something. */
const POLL_MS = 1_000;
const PROGRESS_MS = 200;

/** Why a run stops before its ingestion is worked off. */
interface Halt {
  readonly ended: Ended;
  readonly reason: string;
  readonly resumeAt: Date | null;
}

/** The state of one run. */
export class Run {
  readonly #deps: RunnerDeps;
  readonly #options: RunOptions & {
    readonly id: number;
    readonly provider: Provider;
    readonly budget: Budget;
  };
  /** Ends what is under way, after the grace. */
  readonly #hard = new AbortController();
  readonly #cleanUp: () => void;
  #halt: Halt | null = null;
  #fault: { readonly error: unknown } | null = null;
  #restUntil: Date | null = null;
  #inHand = 0;
  #wake = Promise.withResolvers<void>();
  #toldAtMs = 0;

  constructor(deps: RunnerDeps, options: Run["options"]) {
    this.#deps = deps;
    this.#options = options;
    let grace: ReturnType<typeof setTimeout> | undefined;
    const onAbort = () => {
      grace = setTimeout(() => this.#hard.abort(), GRACE_MS);
      this.#next();
    };
    const { signal } = options;
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
    this.#cleanUp = () => {
      clearTimeout(grace);
      signal.removeEventListener("abort", onAbort);
    };
  }

  get options(): RunOptions & {
    readonly id: number;
    readonly provider: Provider;
    readonly budget: Budget;
  } {
    return this.#options;
  }

  /** Chunks to work on, as long as there are any and the run may go on. */
  async *claims(): AsyncGenerator<Chunk> {
    const { ingestions, worker, leaseSeconds, clock } = this.#deps;
    const { id, patienceMs } = this.#options;
    try {
      while (this.#mayGoOn()) {
        const restMs = this.#msUntil(this.#restUntil);
        if (restMs > patienceMs) {
          this.#stopFor({
            ended: "resting",
            reason:
              `${this.#options.provider.facts.name} is to be left alone for ${
                Math.ceil(restMs / 1_000)
              } s`,
            resumeAt: this.#restUntil,
          });
          return;
        }
        if (restMs > 0) {
          await this.#pause(restMs);
          continue;
        }
        const chunk = await this.#persist(() =>
          ingestions.claim(id, { worker, leaseSeconds, now: clock() })
        );
        if (chunk) {
          this.#inHand++;
          yield chunk;
        } else if (!await this.#waitForMore()) return;
      }
    } catch (error) {
      this.#fault ??= { error };
    }
  }

  /** Works on a chunk; never rejects. */
  async work(chunk: Chunk): Promise<void> {
    try {
      await this.#ask(chunk);
      await this.#tell();
    } catch (error) {
      this.#fault ??= { error };
    } finally {
      this.#inHand--;
      this.#next();
    }
  }

  /** Closes, pauses or stops the ingestion, as the run ended. */
  async end(before: Ingestion): Promise<Ran> {
    this.#cleanUp();
    const { ingestions, clock } = this.#deps;
    const { id, signal } = this.#options;
    const halt = this.#halt;
    if (this.#fault) {
      if (signal.aborted) return { ended: "interrupted", ingestion: before };
      throw this.#fault.error;
    }
    const at = clock();
    if (halt?.ended === "provider") {
      const { reason } = halt;
      const stopped = await this.#persist(() =>
        ingestions.stop(id, { reason, at })
      );
      return { ended: "provider", ingestion: stopped ?? before };
    }
    const settled = await this.#persist(() => ingestions.settle(id, at)) ??
      before;
    if (settled.finishedAt !== null) {
      return { ended: "closed", ingestion: settled };
    }
    if (halt?.ended === "interrupted" || signal.aborted) {
      return { ended: "interrupted", ingestion: settled };
    }
    if (!halt || halt.ended === "elsewhere") {
      return { ended: "elsewhere", ingestion: settled };
    }
    const paused = await this.#persist(() => ingestions.pause(id, halt));
    return { ended: halt.ended, ingestion: paused ?? settled };
  }

  #mayGoOn(): boolean {
    if (this.#halt || this.#fault) return false;
    const { signal, until, budget } = this.#options;
    const { spent } = budget;
    if (signal.aborted) {
      this.#stopFor({ ended: "interrupted", reason: "", resumeAt: null });
    } else if (spent) this.#stopForBudget(spent);
    else if (until && this.#deps.clock() >= until) {
      this.#stopFor({ ended: "elsewhere", reason: "", resumeAt: null });
    }
    return this.#halt === null;
  }

  /** Nothing is free: whether it is worth looking again. */
  async #waitForMore(): Promise<boolean> {
    const { ingestions } = this.#deps;
    const { id, patienceMs } = this.#options;
    // Before the look: what ends meanwhile is seen as still under way, and wakes the wait below.
    const working = this.#inHand > 0;
    const wake = this.#wake.promise;
    const [{ open, nextAt }, ingestion] = await this.#persist(() =>
      Promise.all([ingestions.waiting(id), ingestions.get(id)])
    );
    const isOpen = ingestion?.finishedAt === null;
    if (!isOpen || open === 0) return false;
    const waitMs = this.#msUntil(nextAt);
    if (!working && waitMs > patienceMs) {
      const held = ingestion.chunks.running > 0;
      this.#stopFor({
        ended: held ? "elsewhere" : "resting",
        reason: `${open} requests failed and are tried again later`,
        resumeAt: nextAt,
      });
      return false;
    }
    await this.#pause(Math.min(Math.max(waitMs, 50), POLL_MS), wake);
    return true;
  }

  async #ask(chunk: Chunk): Promise<void> {
    const { ingestions, rates, clock, leaseSeconds, log } = this.#deps;
    const { provider, budget } = this.#options;
    const { facts } = provider;
    const lease = holdLease(() => ingestions.renew(chunk, leaseSeconds), {
      seconds: leaseSeconds,
      log,
    });
    let requests = 0;
    try {
      // Somebody else may have asked, or a file been read, since the plan was made.
      const ledger = await this.#persist(() =>
        rates.ledger(facts.key, chunk.range)
      );
      const ranges = planRequests({
        facts,
        range: chunk.range,
        ledger,
        now: clock(),
        retryFailed: true,
      });
      const [range] = ranges;
      if (ranges.length > 1) {
        await this.#persist(() =>
          ingestions.split(chunk, { ranges, requests })
        );
        return;
      }
      const published = range
        ? await provider.fetch(range, {
          signal: AbortSignal.any([
            this.#hard.signal,
            lease.lost,
            AbortSignal.timeout(CHUNK_DEADLINE_MS),
          ]),
          attempts: ATTEMPTS,
          onAttempt() {
            budget.take();
            requests++;
          },
        })
        : null;
      const at = clock();
      const saved = await this.#persist(() =>
        ingestions.finish(chunk, { published, requests, at })
      );
      log.debug("Loaded a part of the history", {
        provider: facts.key,
        ...range,
        ...saved,
        rejected: published?.rejected.length,
      });
    } catch (error) {
      if (lease.lost.aborted) return;
      await this.#failed(chunk, { error, requests });
    } finally {
      await lease.end();
    }
  }

  async #failed(
    chunk: Chunk,
    { error, requests }: { readonly error: unknown; readonly requests: number },
  ): Promise<void> {
    const { ingestions, clock } = this.#deps;
    const { facts } = this.#options.provider;
    const giveBack = () =>
      this.#persist(() => ingestions.release(chunk, { requests }));
    if (error instanceof BudgetSpent) {
      this.#stopForBudget(error);
      return await giveBack();
    }
    if (this.#hard.signal.aborted) {
      // The process ends within a second: no more than one try.
      return await ingestions.release(chunk, { requests });
    }
    const timedOut = error instanceof DOMException &&
      error.name === "TimeoutError";
    if (!(error instanceof ProviderError) && !timedOut) {
      await giveBack();
      throw error;
    }
    const fault = error instanceof ProviderError ? error.fault : "timeout";
    const reason = error instanceof ProviderError
      ? error.message
      : `No full answer within ${CHUNK_DEADLINE_MS / 1_000} s`;
    switch (fault) {
      case "plan":
        if (chunk.range.from !== chunk.range.to) {
          return await this.#fallBackToDays(chunk, requests);
        } // falls through
      case "unauthorized":
      case "not_configured": {
        const { keySetting, name } = facts;
        const check = keySetting && !reason.includes(keySetting)
          ? `; check ${keySetting}`
          : "";
        this.#stopFor({
          ended: "provider",
          reason: `${name}: ${reason}${check}`,
          resumeAt: null,
        });
        return await giveBack();
      }
      case "rate_limited":
      case "resting": {
        const { retryAfterSeconds = REST_SECONDS } = error instanceof
            ProviderError
          ? error.info
          : {};
        const until = new Date(clock().getTime() + retryAfterSeconds * 1_000);
        if (!this.#restUntil || this.#restUntil < until) {
          this.#restUntil = until;
        }
        return await giveBack();
      }
    }
    const refused = fault === "refused" || fault === "too_large";
    const last = chunk.attempts >= (refused ? MOST_REFUSALS : MOST_TRIES);
    const waitMs = Math.min(
      FIRST_RETRY_MS * 3 ** (chunk.attempts - 1),
      LONGEST_RETRY_MS,
    );
    const at = clock();
    const notBefore = last ? null : new Date(at.getTime() + waitMs);
    await this.#persist(() =>
      ingestions.fail(chunk, { reason, notBefore, requests, at })
    );
  }

  /** The plan has no ranges: a request a day in place of this one. */
  async #fallBackToDays(chunk: Chunk, requests: number): Promise<void> {
    const { ingestions, rates, clock, log } = this.#deps;
    const { facts } = this.#options.provider;
    log.info("Falls back to a request a day", { provider: facts.key });
    await this.#persist(async () => {
      const ledger = await rates.ledger(facts.key, chunk.range);
      const ranges = planRequests({
        facts: { ...facts, maxRangeDays: 1 },
        range: chunk.range,
        ledger,
        now: clock(),
        retryFailed: true,
      });
      await ingestions.split(chunk, { ranges, requests });
    });
  }

  async #tell(): Promise<void> {
    const { id, onProgress } = this.#options;
    const nowMs = performance.now();
    if (!onProgress || nowMs - this.#toldAtMs < PROGRESS_MS) return;
    this.#toldAtMs = nowMs;
    const ingestion = await this.#persist(() => this.#deps.ingestions.get(id));
    if (ingestion) onProgress(ingestion);
  }

  #stopFor(halt: Halt): void {
    this.#halt ??= halt;
    this.#next();
  }

  #stopForBudget({ message: reason, resumeAt }: BudgetSpent): void {
    this.#stopFor({ ended: "budget", reason, resumeAt });
  }

  #msUntil(at: Date | null): number {
    return at ? Math.max(0, at.getTime() - this.#deps.clock().getTime()) : 0;
  }

  #persist<T>(work: () => Promise<T>): Promise<T> {
    return persist(work, {
      signal: this.#hard.signal,
      log: this.#deps.log,
      sleep: this.#deps.sleep,
    });
  }

  /** Waits for the time to pass, the end of the process, or `wake`. */
  async #pause(ms: number, wake?: Promise<void>): Promise<void> {
    const { signal } = this.#options;
    const wait = this.#deps.sleep ?? sleep;
    const over = new AbortController();
    const timer = wait(ms, AbortSignal.any([over.signal, signal]))
      .catch(() => {});
    await Promise.race(wake ? [timer, wake] : [timer]);
    over.abort();
    await timer;
  }

  #next(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers<void>();
  }
}

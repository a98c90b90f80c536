/** One run of one ingestion: claims its parts, has them loaded side by side, and ends. */

import type { Chunk, Ingestion, Provider } from "../rates/ports.ts";
import { type Budget, Spending } from "./budget.ts";
import { Course } from "./course.ts";
import { endClaim } from "./end_claim.ts";
import { endRun } from "./end_run.ts";
import { type Grace, graceAfter } from "./grace.ts";
import { holdLease } from "./hold_lease.ts";
import { loadChunk } from "./load_chunk.ts";
import { Nap } from "./nap.ts";
import { type Persist, persist } from "./persist.ts";
import type { Ran, RunnerDeps, RunOptions } from "./runner.ts";

/** What is run, and how long it goes on. */
export interface RunTask extends RunOptions {
  readonly id: number;
  readonly provider: Provider;
  readonly budget: Budget;
  /** Parts that are worked on at a time. */
  readonly concurrency: number;
}

/** What is under way when the process is told to end has this long. */
const GRACE_MS = 3_000;
/** How often a run looks whether others have left something. */
const POLL_MS = 1_000;
/** How soon it looks again for what is free but for another ingestion that asks for the same days. */
const SHORTEST_WAIT_MS = 200;
const PROGRESS_MS = 200;

/** A run; disposed of once it has ended. */
export class Run implements Disposable {
  readonly #deps: RunnerDeps;
  readonly #task: RunTask;
  readonly #course: Course;
  readonly #nap: Nap;
  /** Ends what is under way. */
  readonly #grace: Grace;
  #inHand = 0;
  #parts = 0;
  #toldAtMs = 0;

  constructor(deps: RunnerDeps, task: RunTask) {
    this.#deps = deps;
    this.#task = task;
    this.#nap = new Nap(task.signal, deps.sleep);
    const onHalt = () => this.#nap.wake();
    this.#course = new Course({ ...deps, task, onHalt });
    this.#grace = graceAfter(task.signal, GRACE_MS);
  }

  [Symbol.dispose](): void {
    this.#grace[Symbol.dispose]();
  }

  /** Parts to work on, as long as there are any and the run may go on; never rejects. */
  async *claims(): AsyncGenerator<Chunk> {
    try {
      while (this.#course.mayGoOn()) {
        const { restMs } = this.#course;
        if (restMs > 0) {
          await this.#nap.take(restMs);
          continue;
        }
        const chunks = await this.#persist(() => this.#claim());
        this.#inHand += chunks.length;
        yield* chunks;
        if (chunks.length === 0 && !await this.#waitForMore()) return;
      }
    } catch (error) {
      this.#course.fail(error);
    }
  }

  /** Claims as many as can be begun with now: over a distant database each claim is a wait. */
  #claim(): Promise<Chunk[]> {
    const { ingestions, worker, leaseSeconds, clock } = this.#deps;
    const { id, concurrency, budget } = this.#task;
    const free = concurrency - this.#inHand;
    return ingestions.claim(id, {
      worker,
      leaseSeconds,
      most: Math.max(1, Math.min(free, budget.left)),
      now: clock(),
    });
  }

  /** Works on a part; never rejects. */
  async work(chunk: Chunk): Promise<void> {
    this.#parts++;
    try {
      await this.#load(chunk);
      await this.#tell();
    } catch (error) {
      this.#course.fail(error);
    } finally {
      this.#inHand--;
      this.#nap.wake();
    }
  }

  /** Closes, pauses or stops the ingestion, as the run ended. */
  async end(before: Ingestion): Promise<Ran> {
    const { ingestions, clock } = this.#deps;
    const { halt } = this.#course;
    const parts = this.#parts;
    try {
      this.#course.throwIfFailed();
      const deps = { ingestions, clock, persist: this.#persist };
      return { ...await endRun({ before, halt }, deps), parts };
    } catch (error) {
      const { signal } = this.#task;
      const isEnd = [signal, this.#grace.over].some(({ aborted, reason }) =>
        aborted && error === reason
      );
      if (!isEnd) throw error;
      return { ended: "interrupted", ingestion: before, parts };
    }
  }

  /** Nothing is free: whether it is worth looking again. */
  async #waitForMore(): Promise<boolean> {
    const { ingestions, clock } = this.#deps;
    const { id, patienceMs } = this.#task;
    // Before the look: what ends meanwhile is seen as still under way, and wakes the wait below.
    const working = this.#inHand > 0;
    const { woken } = this.#nap;
    const [{ open, nextAt }, ingestion] = await this.#persist(() =>
      Promise.all([ingestions.waiting(id, clock()), ingestions.get(id)])
    );
    const isOpen = ingestion?.finishedAt === null && !ingestion.held;
    if (!isOpen || open === 0) return false;
    const waitMs = this.#course.msUntil(nextAt);
    if (!working && waitMs > patienceMs) {
      this.#course.stop({
        ended: ingestion.chunks.running > 0 ? "elsewhere" : "resting",
        reason: open === 1
          ? "1 request failed and is tried again later"
          : `${open} requests failed and are tried again later`,
        resumeAt: nextAt,
      });
      return false;
    }
    const ms = Math.min(Math.max(waitMs, SHORTEST_WAIT_MS), POLL_MS);
    await this.#nap.take(ms, woken);
    return true;
  }

  /** Loads the part under its lease, and ends the claim when that fails. */
  async #load(chunk: Chunk): Promise<void> {
    const { ingestions, leaseSeconds, log } = this.#deps;
    const { provider, budget } = this.#task;
    const lease = holdLease(() => ingestions.renew(chunk, leaseSeconds), {
      seconds: leaseSeconds,
      log,
    });
    const spending = new Spending(budget);
    const signal = AbortSignal.any([this.#grace.over, lease.lost]);
    const deps = {
      ...this.#deps,
      provider,
      course: this.#course,
      persist: this.#persist,
    };
    try {
      await loadChunk(chunk, { spending, signal }, deps);
      this.#deps.onPart?.(provider.facts.key, "loaded");
    } catch (error) {
      if (lease.lost.aborted) return;
      const { requests } = spending;
      // The process ends within a second: no more than one try.
      if (this.#grace.over.aborted) {
        return await ingestions.release(chunk, { requests });
      }
      this.#deps.onPart?.(provider.facts.key, "failed");
      await endClaim({ chunk, requests, error }, deps);
    } finally {
      await lease.end();
    }
  }

  async #tell(): Promise<void> {
    const { id, onProgress } = this.#task;
    const nowMs = performance.now();
    if (!onProgress || nowMs - this.#toldAtMs < PROGRESS_MS) return;
    this.#toldAtMs = nowMs;
    const ingestion = await this.#persist(() => this.#deps.ingestions.get(id));
    if (ingestion) onProgress(ingestion);
  }

  readonly #persist: Persist = (work) => {
    const { log, sleep } = this.#deps;
    return persist(work, { signal: this.#grace.over, log, sleep });
  };
}

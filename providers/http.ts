/** The only door out: every request to an upstream passes here, with a deadline, a bound and a signal that ends it. */

import { bulkhead, isBulkheadRejectedError } from "cockatiel";
import { INTERACTIVE_ATTEMPTS } from "../rates/ask.ts";
import { endedBy, ProviderError } from "../rates/errors.ts";
import type { Clock, Log, Meter, ProviderHealth } from "../rates/ports.ts";
import type { Answer, Bounds } from "./answer.ts";
import { exchange, type Fetch } from "./exchange.ts";
import { isTransient, Rest } from "./rest.ts";
import { Tally } from "./tally.ts";
import {
  abortable,
  backoffMs,
  retryAfterSeconds,
  type Sleep,
  sleep as realSleep,
} from "./waits.ts";

/** What the door is built from. */
export interface DoorOptions {
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly log: Log;
  readonly sleep?: Sleep;
  /** A number from 0 up to 1. */
  readonly random?: () => number;
  /** Counts every request, retries too, and says no when there is no allowance for it. */
  readonly meter?: Meter;
}

/** How one upstream is asked. */
export interface LineOptions {
  /** Which of the provider's upstreams this is, for the log. */
  readonly upstream?: string;
  /** Deadline of each attempt. Default 5 000. */
  readonly timeoutMs?: number;
  /** Requests under way at a time. Default 12: an ingestion's eight and a reserve for whoever waits. */
  readonly concurrency?: number;
  /** Consecutive transient failures after which the upstream rests. Default 5. */
  readonly openAfter?: number;
  /** The setting to name when the upstream refuses the key. */
  readonly keySetting?: string;
}

/** One GET request. */
export interface Question extends Omit<Bounds, "keySetting"> {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** The most attempts, the first included. */
  readonly attempts: number;
  /** Deadline of each attempt where it differs from the line's. */
  readonly timeoutMs?: number;
  /** An extra that not every plan has: to refuse it says nothing of other questions. */
  readonly extra?: boolean;
  /** Called before each attempt leaves; what it throws stops the question. */
  readonly onAttempt?: () => void;
  /** Called when the attempt is not made after all, for want of an allowance. */
  readonly onWithheld?: () => void;
}

/** The way to one upstream. */
export interface Line {
  /**
   * Asks, and reads the answer. A {@linkcode ProviderError} that `read` throws counts like one of the upstream, so that
   * an error inside HTTP 200 is retried, or rested from, as its fault says.
   * @throws {ProviderError} also `timeout`, when the signal is a deadline that has passed
   * @throws the signal's reason, once that is aborted for another reason
   */
  ask<T>(
    question: Question,
    read: (answer: Answer) => T | Promise<T>,
  ): Promise<T>;
  health(): ProviderHealth;
  reset(): void;
}

/** Makes lines that share one way of asking. */
export interface Door {
  line(provider: string, options?: LineOptions): Line;
}

/** What every file of this folder makes its provider from. */
export interface ProviderDeps {
  readonly door: Door;
  readonly clock: Clock;
  /** The operator's limits for this provider. */
  readonly limits?: Pick<LineOptions, "timeoutMs" | "concurrency">;
}

/** Waits that a request will sit out; longer ones fail it, since somebody or something better is waiting. */
const PATIENCE = { interactiveMs: 2_000, backgroundMs: 10_000 } as const;

/** Timers and the clock round differently; a rest must be over when its wait is. */
const TIMER_SLACK_MS = 10;

/** Requests that may wait for their turn at one upstream. */
const LONGEST_QUEUE = 1_000;

/** The door. */
export function createDoor(options: DoorOptions): Door {
  return { line: (provider, line) => createLine(provider, options, line) };
}

function createLine(
  provider: string,
  { fetch, clock, log, meter, ...door }: DoorOptions,
  line: LineOptions = {},
): Line {
  const { sleep = realSleep, random = Math.random } = door;
  const { timeoutMs = 5_000, keySetting = null } = line;
  const rest = new Rest({ clock, openAfter: line.openAfter ?? 5 });
  const turns = bulkhead(line.concurrency ?? 12, LONGEST_QUEUE);
  const tally = new Tally(clock);

  async function ask<T>(
    question: Question,
    read: (answer: Answer) => T | Promise<T>,
  ): Promise<T> {
    const { signal, attempts } = question;
    const patienceMs = attempts <= INTERACTIVE_ATTEMPTS
      ? PATIENCE.interactiveMs
      : PATIENCE.backgroundMs;
    for (let attempt = 1;; attempt++) {
      const restMs = rest.remainingMs();
      if (restMs > 0 && restMs <= patienceMs) {
        await sleep(restMs + TIMER_SLACK_MS, signal);
      }
      try {
        return await turns.execute(() => askOnce(question, read), signal);
      } catch (error) {
        if (signal.aborted) throw endedBy(signal.reason);
        if (isBulkheadRejectedError(error)) {
          throw new ProviderError("resting", "Too many questions wait already");
        }
        const again = attempt < attempts && mayGoBetter(error) &&
          rest.remainingMs() <= patienceMs;
        if (!again) throw error;
      }
      if (rest.remainingMs() === 0) {
        await sleep(backoffMs(attempt, random), signal);
      }
    }
  }

  async function askOnce<T>(
    question: Question,
    read: (answer: Answer) => T | Promise<T>,
  ): Promise<T> {
    rest.enter();
    try {
      await leave(question);
    } catch (error) {
      rest.abandoned();
      throw error;
    }
    const startedAt = clock();
    let retryAfter: number | null = null;
    try {
      const answer = await exchange(fetch, {
        timeoutMs,
        ...question,
        keySetting,
        onRetryAfter(header) {
          retryAfter = retryAfterSeconds(header, clock());
        },
      });
      const result = await read(answer);
      rest.succeeded();
      tally.succeeded(startedAt);
      meter?.ended(provider, { ok: true });
      return result;
    } catch (thrown) {
      const { aborted, reason } = question.signal;
      const error = aborted && !(thrown instanceof ProviderError)
        ? endedBy(reason)
        : thrown;
      if (!(error instanceof ProviderError)) {
        rest.abandoned();
        meter?.ended(provider, { ok: false });
        throw error;
      }
      throw noteFailure(error, { ...question, retryAfter });
    }
  }

  /** Takes the attempt from every budget that it counts against, or from none. */
  async function leave(
    { onAttempt, onWithheld }: Pick<Question, "onAttempt" | "onWithheld">,
  ): Promise<void> {
    onAttempt?.();
    try {
      await meter?.take(provider);
    } catch (error) {
      onWithheld?.();
      throw error;
    }
  }

  /** The failure as the caller sees it: with the time until the upstream may be asked again, where there is one. */
  function noteFailure(
    error: ProviderError,
    { url, extra, retryAfter }: Pick<Question, "url" | "extra"> & {
      retryAfter: number | null;
    },
  ): ProviderError {
    const { fault, message: reason, info, cause } = error;
    if (extra && fault === "plan") rest.abandoned();
    else rest.failed(fault, info.retryAfterSeconds ?? retryAfter);
    tally.failed(error);
    meter?.ended(provider, { ok: false });
    const address = URL.parse(url);
    log.warn("An upstream fails", {
      provider,
      upstream: line.upstream,
      host: address?.host,
      path: address?.pathname,
      fault,
      reason,
      cause: cause instanceof Error ? cause.message : undefined,
    });
    const restSeconds = Math.ceil(rest.remainingMs() / 1000);
    if (restSeconds === 0) return error;
    return new ProviderError(fault, reason, {
      ...info,
      retryAfterSeconds: restSeconds,
    }, { cause });
  }

  return {
    ask: (question, read) => abortable(ask(question, read), question.signal),
    health: () => ({
      ...tally.counts,
      breaker: rest.state,
      restingUntil: rest.until,
    }),
    reset() {
      rest.reset();
      tally.forgetFailure();
    },
  };
}

function mayGoBetter(error: unknown): boolean {
  return error instanceof ProviderError &&
    (isTransient(error.fault) || error.fault === "rate_limited");
}

/** Loads of history, and the requests that they consist of. */

import type { Actor } from "./audit.ts";
import type { DayRange } from "../day.ts";
import type { Published, Rejection } from "./provider.ts";
import type { Saved } from "./rate_store.ts";

/**
 * `queued`: nobody began; `running`: begun, and some process is or was at it; `paused`: goes on by itself, at `resumeAt`
 * where that is set; `done`, `failed`, `cancelled`: closed.
 */
export type IngestionStatus =
  | "queued"
  | "running"
  | "paused"
  | "done"
  | "failed"
  | "cancelled";

/** Where it comes from: the command line, the API, the program itself, a question that found a hole, or a file. */
export type IngestionCause = "command" | "api" | "schedule" | "hole" | "file";

/** An ingestion's requests by state. */
export interface ChunkCounts {
  readonly pending: number;
  readonly running: number;
  readonly done: number;
  readonly failed: number;
}

/** A load of a provider's history over a range of days, and how far it is. */
export interface Ingestion {
  readonly id: number;
  readonly provider: string;
  readonly range: DayRange;
  readonly status: IngestionStatus;
  readonly cause: IngestionCause;
  /** The most requests of one run; null for the setting's, 0 for no limit. */
  readonly maxRequests: number | null;
  /** Requests that left the house for it so far, retries too. */
  readonly requests: number;
  readonly chunks: ChunkCounts;
  /** Rates that were stored. */
  readonly inserted: number;
  readonly revised: number;
  readonly unchanged: number;
  /** Rows that were not taken, and up to 100 of them. */
  readonly rejected: number;
  readonly rejectedRows: readonly Rejection[];
  /** Why it is paused or failed, in words for the operator. */
  readonly error: string | null;
  readonly resumeAt: Date | null;
  /** Somebody paused it: it goes on only when somebody says so. */
  readonly held: boolean;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly updatedAt: Date;
  /** Grows with every change. */
  readonly version: number;
}

/** An ingestion to be made, with the requests that were planned for it. */
export interface NewIngestion {
  readonly provider: string;
  readonly range: DayRange;
  readonly cause: IngestionCause;
  readonly maxRequests: number | null;
  readonly chunks: readonly DayRange[];
}

/** One request of an ingestion, claimed by a worker. */
export interface Chunk {
  readonly id: string;
  readonly ingestion: number;
  readonly provider: string;
  readonly range: DayRange;
  /** How often it was tried and failed before. */
  readonly failures: number;
  readonly worker: string;
}

/** An open ingestion that may go on now. */
export type DueIngestion = Pick<
  Ingestion,
  "id" | "provider" | "status" | "maxRequests"
>;

/** Which ingestions are wanted. */
export interface IngestionPage {
  readonly limit: number;
  readonly before?: number;
  readonly provider?: string;
  /** Only those that are not closed. */
  readonly open?: boolean;
}

/** Who claims, for how long before others may, and how many chunks. */
export interface Claim {
  readonly worker: string;
  readonly leaseSeconds: number;
  readonly most: number;
  readonly now: Date;
}

/** Ingestions and their chunks. */
export interface IngestionStore {
  /**
   * Queues an ingestion with its chunks. An open one of the same provider and range is given instead, and for a hole
   * also one whose range holds it. Without chunks it is done at once, and one of the same range that is done serves.
   * @throws {AppError} `conflict` when the provider has as many open ones as it may
   */
  create(
    wanted: NewIngestion,
    by: Actor,
  ): Promise<{ readonly ingestion: Ingestion; readonly created: boolean }>;
  /** Sets the most requests of each further run of an open ingestion. */
  limit(
    id: number,
    maxRequests: number,
    by: Actor,
  ): Promise<Ingestion | null>;
  get(id: number): Promise<Ingestion | null>;
  /** Newest first; the next page begins before the last id of this one. */
  list(page: IngestionPage): Promise<Ingestion[]>;
  /** Of the ingestions by id those whose version is not the one given: one statement for all who watch. */
  changedSince(versions: ReadonlyMap<number, number>): Promise<Ingestion[]>;
  /** The open ingestions that may go on now, oldest first. */
  due(now: Date): Promise<DueIngestion[]>;
  /**
   * The newest chunks that are free, or whose worker's lease ran out; an open ingestion becomes `running` by it. A chunk
   * waits while another ingestion of the provider has a claim on any of its days.
   */
  claim(id: number, claim: Claim): Promise<Chunk[]>;
  /** Keeps the claim; false when it was lost. */
  renew(chunk: Chunk, leaseSeconds: number): Promise<boolean>;
  /**
   * Stores the answer, its days, the chunk's end and the counts in one transaction; without an answer only the end.
   * @returns null, and nothing is stored, when the claim was lost
   */
  finish(
    chunk: Chunk,
    result: {
      readonly published: Published | null;
      readonly requests: number;
      readonly at: Date;
    },
  ): Promise<Saved | null>;
  /** Ends the claim without an answer: to be tried again from `notBefore`, or never when that is null. */
  fail(
    chunk: Chunk,
    failure: {
      readonly reason: string;
      readonly notBefore: Date | null;
      readonly requests: number;
      readonly at: Date;
    },
  ): Promise<void>;
  /** Gives the claim back as if it had not been made. */
  release(chunk: Chunk, given: { readonly requests: number }): Promise<void>;
  /** Puts other requests in the place of this one. */
  split(
    chunk: Chunk,
    parts: { readonly ranges: readonly DayRange[]; readonly requests: number },
  ): Promise<void>;
  /**
   * How many chunks are open, and when the first of them becomes free by itself: `now` when only another ingestion
   * keeps it.
   */
  waiting(
    id: number,
    now: Date,
  ): Promise<{ readonly open: number; readonly nextAt: Date | null }>;
  /** Closes an ingestion without open chunks: `done`, or `failed` when one of them did; others stay as they are. */
  settle(id: number, at: Date): Promise<Ingestion | null>;
  /** An open ingestion stops until `resumeAt`, or the next tick. */
  pause(
    id: number,
    why: { readonly reason: string; readonly resumeAt: Date | null },
  ): Promise<Ingestion | null>;
  /** An open ingestion fails, whatever is left of it. */
  stop(
    id: number,
    why: { readonly reason: string; readonly at: Date },
  ): Promise<Ingestion | null>;
  /** Pauses until {@linkcode resume}. Null when there is none. @throws {AppError} `conflict` when it is closed already */
  hold(id: number, by: Actor): Promise<Ingestion | null>;
  /** A paused one may go on at once. Null when there is none. @throws {AppError} `conflict` when it is not paused */
  resume(id: number, by: Actor): Promise<Ingestion | null>;
  /** Null when there is none. @throws {AppError} `conflict` when it is closed already */
  cancel(id: number, at: Date, by: Actor): Promise<Ingestion | null>;
  /**
   * Queues what a failed or cancelled ingestion left undone. Null when there is none.
   * @throws {AppError} `conflict` when it is open or done, an open one has its range, or too many are open
   */
  retry(id: number, by: Actor): Promise<Ingestion | null>;
  /** Forgets ingestions that were closed before, with their chunks. @returns how many went */
  removeClosedBefore(at: Date): Promise<number>;
}

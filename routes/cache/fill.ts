/** What is asked when nothing is kept: what other instances share, else the operation itself, once for all who ask at a time. */

import { addDays, dayOf, type DayRange, FIRST_DAY } from "../../rates/day.ts";
import type { Clock, Position, SharedCache } from "../../rates/ports.ts";
import { type Body, bodyOf, bodyOfText } from "./body.ts";
import { ENVELOPE, seal, unseal } from "./envelope.ts";
import type { Follower } from "./follower.ts";
import { gathered } from "./gathered.ts";
import {
  type Answer,
  endOfDayMs,
  type HeaderRecord,
  type Kept,
} from "./kept.ts";
import { type Made, responseOf } from "./make.ts";
import type { Memory } from "./memory.ts";
import type { Question } from "./operation.ts";

/** What filling needs. */
export interface FillDeps {
  readonly memory: Memory;
  readonly follower: Follower;
  /** Null where nothing is shared. */
  readonly shared: SharedCache | null;
  /** Names the program, its settings and its database: answers of others are not ours. */
  readonly edition: string;
  readonly clock: Clock;
  readonly lookBackDays: number;
  /** Work that nobody waits for. */
  readonly background: (work: Promise<void>) => void;
}

/** How long it is remembered that something is not there, or not understood. */
const PROBLEM_MS = 10_000;

/** Answers of which a CDN may keep a minute only are of days that still move. */
const MOVING_MS = 60_000;

/** So long they may be sent once more while new ones are made. */
const STALE_MS = 60_000;

interface Flight {
  readonly version: number;
  readonly kept: Promise<Kept | null>;
}

/** Fills the memory. */
export class Fill {
  readonly #deps: FillDeps;
  readonly #flights = new Map<string, Flight>();

  constructor(deps: FillDeps) {
    this.#deps = deps;
  }

  /**
   * Finds out, together with all who want to know the same. What cannot be kept comes as the answer to the first of them,
   * and as null to the others.
   */
  async ask(
    question: Question,
    make: () => Promise<Made>,
  ): Promise<Kept | Response | null> {
    const { address } = question;
    const { version } = this.#deps.follower;
    const flight = this.#flights.get(address);
    // One that began before a change was known may not show it.
    if (flight?.version === version) return await flight.kept;
    const { promise: kept, resolve } = Promise.withResolvers<Kept | null>();
    const own = { version, kept };
    this.#flights.set(address, own);
    const land = (found: Kept | null) => {
      resolve(found);
      if (this.#flights.get(address) === own) this.#flights.delete(address);
    };
    try {
      const found = await this.#find(question, make);
      land(found instanceof Response ? null : found);
      return found;
    } catch (error) {
      land(null);
      throw error;
    }
  }

  async #find(
    question: Question,
    make: () => Promise<Made>,
  ): Promise<Kept | Response> {
    const { memory, follower } = this.#deps;
    const { position } = follower;
    const shared = await this.#fromShared(question);
    if (shared) return memory.put(question.address, shared);
    const made = await make();
    const { body, headers } = made;
    const lastsMs = lastingMs(made);
    if (lastsMs === 0 || position === null) return responseOf(made);
    const keep = (body: Body, headers: HeaderRecord) =>
      this.#keep(question, position, { ...made, body, headers, lastsMs });
    return typeof body === "string"
      ? keep(bodyOfText(body), headers)
      : gathered(responseOf(made), {
        mostBytes: memory.largestBytes,
        done: (bytes, etag) => keep(bodyOf(bytes), { ...headers, etag }),
      });
  }

  #keep(
    question: Question,
    position: Position,
    { lastsMs, ...made }: Omit<Made, "body"> & {
      readonly body: Body;
      readonly lastsMs: number;
    },
  ): Kept {
    const { memory, follower, lookBackDays } = this.#deps;
    const { status, body, createdAtMs } = made;
    const today = dayOf(new Date(createdAtMs));
    const days = question.days({ today, body });
    const moving = lastsMs <= MOVING_MS;
    const midnightMs = moving ? endOfDayMs(today) : Infinity;
    const freshUntilMs = Math.min(createdAtMs + lastsMs, midnightMs);
    const answer: Answer = {
      ...made,
      freshUntilMs,
      staleUntilMs: status === 200 && moving
        ? Math.min(freshUntilMs + STALE_MS, midnightMs)
        : freshUntilMs,
      days: status === 200
        ? lookingBack(days, lookBackDays)
        // Why there is none may be a matter of any day before.
        : { from: FIRST_DAY, to: days.to },
    };
    const kept = memory.put(question.address, answer);
    if (!follower.holdsSince(position, answer.days)) kept.gone = true;
    else if (status === 200) this.#share(question.address, answer, position);
    return kept;
  }

  async #fromShared({ address }: Question): Promise<Answer | null> {
    const { shared, follower, clock } = this.#deps;
    const text = await shared?.get(await this.#key(address));
    const found = text ? await unseal(text) : null;
    if (!found) return null;
    const { answer, position } = found;
    if (answer.freshUntilMs <= clock().getTime()) return null;
    const holds = () => follower.holdsSince(position, answer.days);
    if (holds()) return answer;
    // Another instance may have read further than this one, which is up to two seconds behind.
    await follower.readOn();
    return holds() ? answer : null;
  }

  #share(address: string, answer: Answer, position: Position): void {
    const { shared, background, clock } = this.#deps;
    if (!shared) return;
    background((async () => {
      const text = await seal(answer, position);
      if (text === null) return;
      const lastsMs = answer.freshUntilMs - clock().getTime();
      await shared.set(await this.#key(address), text, lastsMs);
    })());
  }

  async #key(address: string): Promise<string> {
    const name = `${ENVELOPE} ${this.#deps.edition} ${address}`;
    const digest = await crypto.subtle.digest(
      "SHA-256",
      new TextEncoder().encode(name),
    );
    return `mycurrency:${new Uint8Array(digest).toHex()}`;
  }
}

/** For how long an answer is good: as long as it says itself to everybody who may have it. */
function lastingMs({ status, headers }: Made): number {
  if (status === 400 || status === 404) return PROBLEM_MS;
  if (status !== 200) return 0;
  const control = headers["cache-control"] ?? "";
  const seconds = /^(?:public|private), max-age=(\d+)/.exec(control)?.[1];
  return Number(seconds ?? 0) * 1_000;
}

function lookingBack({ from, to }: DayRange, days: number): DayRange {
  return { from: addDays(from, -days), to };
}

/** On whose account a question asks providers: their quotas are not for strangers to spend. */

import type { Counts, ProviderFacts } from "./ports.ts";

/** Who is behind a question. */
export type Who =
  /** Nobody we know, from this network. */
  | { readonly kind: "stranger"; readonly network: string }
  /** A user or a token. */
  | { readonly kind: "known"; readonly id: string };

/** Requests to providers that questions may cause in an hour; 0 for no limit. */
export interface AskingLimits {
  /** One network of strangers. */
  readonly stranger: number;
  /** All strangers together. */
  readonly strangers: number;
  /** One user or token. */
  readonly known: number;
}

/** What one asker needs. */
export interface AskerDeps {
  readonly counts: Counts;
  readonly limits: AskingLimits;
  /** Told when it matters: most questions are answered from what is stored. */
  readonly identify: () => Promise<Who>;
}

const HOUR = 3_600;
const DAY = 86_400;

/** The part of a month's allowance that strangers may cause to be spent on one day: half of it in a month. */
const STRANGERS_PART_A_DAY = 1 / 60;

/** The account of one question. */
export class Asker {
  readonly #deps: AskerDeps;
  #who: Promise<Who> | undefined;
  #waitSeconds = 0;

  constructor(deps: AskerDeps) {
    this.#deps = deps;
  }

  /** Seconds until a request that was refused may be made; 0 while none was. Answers that had to do without are kept from others. */
  get waitSeconds(): number {
    return this.#waitSeconds;
  }

  /** Counts a request to the provider; false when it may not be made. */
  async spend(facts: ProviderFacts): Promise<boolean> {
    const limits = this.#limitsOf(await this.#identify(), facts);
    const { counts } = this.#deps;
    const counted = await Promise.all(limits.map(async (limit) => {
      const { points, endsInMs } = await counts.add(
        limit.key,
        1,
        limit.seconds,
      );
      return points > limit.most ? endsInMs : 0;
    }));
    const waitMs = Math.max(0, ...counted);
    if (waitMs === 0) return true;
    // What is not made costs nobody anything.
    for (const { key, seconds } of limits) await counts.add(key, -1, seconds);
    this.#waitSeconds = Math.max(this.#waitSeconds, Math.ceil(waitMs / 1_000));
    return false;
  }

  /** Whether a long load may be queued for it: of a provider with a quota only by those we know. */
  async mayQueue({ monthlyRequests }: ProviderFacts): Promise<boolean> {
    return monthlyRequests === null ||
      (await this.#identify()).kind === "known";
  }

  #identify(): Promise<Who> {
    return this.#who ??= this.#deps.identify();
  }

  #limitsOf(who: Who, { key, monthlyRequests }: ProviderFacts) {
    const { limits } = this.#deps;
    const all = who.kind === "known"
      ? [{ key: `known:${who.id}`, most: limits.known, seconds: HOUR }]
      : [
        {
          key: `stranger:${who.network}`,
          most: limits.stranger,
          seconds: HOUR,
        },
        { key: "strangers", most: limits.strangers, seconds: HOUR },
        {
          key: `strangers:${key}`,
          most: monthlyRequests === null
            ? 0
            : Math.ceil(monthlyRequests * STRANGERS_PART_A_DAY),
          seconds: DAY,
        },
      ];
    return all.filter(({ most }) => most > 0)
      .map((limit) => ({ ...limit, key: `asking:${limit.key}` }));
  }
}

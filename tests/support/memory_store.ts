/** Observations, ledger and order in memory, keeping the promises of the RateStore port. */

import { Decimal } from "decimal.js";
import type { CurrencyCode } from "../../rates/currency.ts";
import {
  addDays,
  type Day,
  dayNumber,
  type DayRange,
  eachDay,
  laterOf,
  startOfDay,
} from "../../rates/day.ts";
import type {
  Evidence,
  EvidenceQuestion,
  FetchedPair,
  LedgerDay,
  Newest,
  Observation,
  ProviderFacts,
  ProviderLedger,
  Published,
  RateStore,
  Saved,
  StoredColumn,
  StoredPairName,
} from "../../rates/ports.ts";

interface StoredRow extends Observation {
  readonly fetchedAt: Date;
}

/** What is stored of one provider: rows by day and `base/quote`, and its ledger. */
interface Shelf {
  readonly base: CurrencyCode;
  readonly days: Map<Day, Map<string, StoredRow>>;
  readonly ledger: Map<Day, LedgerDay>;
}

/** A {@linkcode RateStore} for tests; every provider is enabled at first, in the order given. */
export class MemoryStore implements RateStore {
  readonly #shelves: ReadonlyMap<string, Shelf>;
  #order: readonly string[];

  constructor(providers: readonly Pick<ProviderFacts, "key" | "base">[]) {
    this.#shelves = new Map(providers.map(({ key, base }) => [
      key,
      { base, days: new Map(), ledger: new Map() },
    ]));
    this.#order = [...this.#shelves.keys()];
  }

  /** Enables exactly these providers, the preferred one first; what is stored of others stays stored. */
  enable(...keys: readonly string[]): void {
    for (const key of keys) this.#shelf(key);
    this.#order = keys;
  }

  order(): Promise<string[]> {
    return Promise.resolve([...this.#order]);
  }

  evidence(question: EvidenceQuestion): Promise<Evidence[]> {
    const among = question.among ?? this.#order;
    const found = question.targets.flatMap((target) =>
      among.map((provider): Evidence => {
        const stored = this.#newest(this.#shelf(provider), question, target);
        const from = stored
          ? laterOf(stored.date, question.ledgerFrom)
          : question.ledgerFrom;
        const ledger = this.#ledger(provider, { from, to: question.date });
        return { provider, target, stored, ledger };
      })
    );
    return Promise.resolve(found);
  }

  history(
    provider: string,
    pairs: readonly StoredPairName[],
    { from, to }: DayRange,
  ): Promise<StoredColumn[]> {
    const days = [...this.#shelf(provider).days]
      .filter(([date]) => from <= date && date <= to);
    const found = pairs.map(({ base, quote }) => {
      const rates = days.flatMap(([date, rows]) => {
        const row = rows.get(`${base}/${quote}`);
        return row ? [{ day: dayNumber(date), rate: row.rate }] : [];
      });
      return {
        base,
        quote,
        days: rates.map(({ day }) => day),
        rates: rates.map(({ rate }) => rate),
      };
    });
    return Promise.resolve(found.filter(({ days }) => days.length > 0));
  }

  ledgers(range: DayRange): Promise<ProviderLedger[]> {
    return Promise.resolve(this.#order.map((provider) => ({
      provider,
      runs: this.#ledger(provider, range)
        .map(({ date, ...known }) => ({ ...known, days: [dayNumber(date)] })),
    })));
  }

  recalledLedgers(range: DayRange): Promise<ProviderLedger[]> {
    return this.ledgers(range);
  }

  ledger(provider: string, range: DayRange): Promise<LedgerDay[]> {
    return Promise.resolve(this.#ledger(provider, range));
  }

  save(
    provider: string,
    { observations, covers, doubtful = [] }: Published,
    at: Date,
  ): Promise<Saved> {
    const { days, ledger } = this.#shelf(provider);
    const changed = { inserted: 0, revised: 0, unchanged: 0 };
    for (const one of observations) {
      let rows = days.get(one.date);
      if (!rows) days.set(one.date, rows = new Map());
      const pair = `${one.base}/${one.quote}`;
      const before = rows.get(pair);
      if (before && new Decimal(before.rate).eq(one.rate)) {
        changed.unchanged++;
        continue;
      }
      rows.set(pair, { ...one, fetchedAt: at });
      changed[before ? "revised" : "inserted"]++;
    }
    const published = new Set(observations.map(({ date }) => date));
    const silent = covers
      ? [...eachDay(covers)].filter((date) =>
        !published.has(date) && !doubtful.includes(date)
      )
      : [];
    const known = { fetchedAt: at, retryAt: null, reason: null };
    for (const date of published) {
      ledger.set(date, { date, status: "loaded", ...known });
    }
    for (const date of silent) {
      // What was published once is not unpublished by silence.
      const status = ledger.get(date)?.status === "loaded" ? "loaded" : "empty";
      ledger.set(date, { date, status, ...known });
    }
    return Promise.resolve({
      ...changed,
      days: published.size,
      emptyDays: silent.length,
    });
  }

  saveFailure(
    provider: string,
    range: DayRange,
    { at, retryAt, reason }: {
      readonly at: Date;
      readonly retryAt: Date;
      readonly reason: string;
    },
  ): Promise<void> {
    const { ledger } = this.#shelf(provider);
    for (const date of eachDay(range)) {
      const known = ledger.get(date);
      const isKnown = known !== undefined && known.status !== "failed";
      if (isKnown && known.fetchedAt >= startOfDay(addDays(date, 4))) continue;
      ledger.set(date, {
        date,
        status: isKnown ? known.status : "failed",
        fetchedAt: isKnown ? known.fetchedAt : at,
        retryAt,
        reason,
      });
    }
    return Promise.resolve();
  }

  forgetFailures(provider: string): Promise<void> {
    const { ledger } = this.#shelf(provider);
    for (const [date, entry] of ledger) {
      if (entry.status === "failed") ledger.delete(date);
      else ledger.set(date, { ...entry, retryAt: null, reason: null });
    }
    return Promise.resolve();
  }

  newest({ from, to }: DayRange): Promise<Newest[]> {
    return Promise.resolve(
      [...this.#shelves].map(([provider, { days, ledger }]) => {
        const day = [...days.keys()].sort().at(-1) ?? null;
        const since = day === null || from < day ? from : day;
        const answers = [...ledger.values()].filter((one) =>
          one.status !== "failed" && since <= one.date && one.date <= to
        ).map(({ fetchedAt }) => fetchedAt.getTime());
        const answeredAt = answers.length > 0
          ? new Date(Math.max(...answers))
          : null;
        return { provider, day, answeredAt };
      }),
    );
  }

  oldestDay(provider: string): Promise<Day | null> {
    return Promise.resolve(
      [...this.#shelf(provider).days.keys()].sort()[0] ?? null,
    );
  }

  #shelf(provider: string): Shelf {
    const shelf = this.#shelves.get(provider);
    if (!shelf) throw new RangeError(`Cannot find the provider '${provider}'`);
    return shelf;
  }

  #ledger(provider: string, { from, to }: DayRange): LedgerDay[] {
    return [...this.#shelf(provider).ledger.values()]
      .filter(({ date }) => from <= date && date <= to)
      .sort((a, b) => a.date < b.date ? -1 : 1);
  }

  #newest(
    { base, days }: Shelf,
    { source, date }: EvidenceQuestion,
    target: CurrencyCode,
  ): FetchedPair | null {
    const newestFirst = [...days.keys()]
      .filter((one) => one <= date)
      .sort().reverse();
    for (const one of newestFirst) {
      const leg = (from: string, to: string) =>
        days.get(one)?.get(`${from}/${to}`);
      const direct = leg(source, target);
      if (direct) {
        const { rate, fetchedAt } = direct;
        return { date: one, fetchedAt, legs: { kind: "direct", rate } };
      }
      const inverse = leg(target, source);
      if (inverse) {
        const { rate, fetchedAt } = inverse;
        return { date: one, fetchedAt, legs: { kind: "inverse", rate } };
      }
      const ofSource = leg(base, source);
      const ofTarget = leg(base, target);
      if (ofSource && ofTarget) {
        return {
          date: one,
          fetchedAt: new Date(
            Math.max(+ofSource.fetchedAt, +ofTarget.fetchedAt),
          ),
          legs: { kind: "cross", source: ofSource.rate, target: ofTarget.rate },
        };
      }
    }
    return null;
  }
}

/** The observations, the ledger and the order of providers in Postgres. */

import type { CurrencyCode } from "../rates/currency.ts";
import type { Day, DayRange } from "../rates/day.ts";
import type {
  Evidence,
  EvidenceQuestion,
  LedgerDay,
  Published,
  RateStore,
  Saved,
  StoredRow,
} from "../rates/ports.ts";
import { reach, type Sql } from "./client.ts";
import { readEvidence } from "./evidence.ts";
import {
  enterFailure,
  readLedger,
  readNewestDay,
  readOldestDay,
  removeFailures,
} from "./ledger.ts";
import { type Bulk, saveAnswer } from "./save.ts";
import { readRows } from "./series.ts";

/** A {@linkcode RateStore} on a Postgres; `bulk` is how that server takes many rows. */
export class PostgresRateStore implements RateStore {
  readonly #sql: Sql;
  readonly #bulk: Bulk;

  constructor(sql: Sql, { bulk }: { readonly bulk: Bulk }) {
    this.#sql = sql;
    this.#bulk = bulk;
  }

  evidence(question: EvidenceQuestion): Promise<Evidence[]> {
    return reach(() => readEvidence(this.#sql, question));
  }

  rows(
    provider: string,
    codes: readonly CurrencyCode[],
    range: DayRange,
  ): Promise<StoredRow[]> {
    return reach(() => readRows(this.#sql, { provider, codes, range }));
  }

  ledger(provider: string, range: DayRange): Promise<LedgerDay[]> {
    return reach(() => readLedger(this.#sql, provider, range));
  }

  order(): Promise<string[]> {
    return reach(async () => {
      const rows = await this.#sql<{ key: string }[]>`
        select key from providers where enabled order by priority`;
      return rows.map(({ key }) => key);
    });
  }

  save(provider: string, published: Published, at: Date): Promise<Saved> {
    return reach(() =>
      saveAnswer(this.#sql, { bulk: this.#bulk, provider, published, at })
    );
  }

  saveFailure(
    provider: string,
    range: DayRange,
    failure: {
      readonly at: Date;
      readonly retryAt: Date;
      readonly reason: string;
    },
  ): Promise<void> {
    return reach(() => enterFailure(this.#sql, { provider, range, failure }));
  }

  forgetFailures(provider: string): Promise<void> {
    return reach(() => removeFailures(this.#sql, provider));
  }

  newestDay(provider: string): Promise<Day | null> {
    return reach(() => readNewestDay(this.#sql, provider));
  }

  oldestDay(provider: string): Promise<Day | null> {
    return reach(() => readOldestDay(this.#sql, provider));
  }
}

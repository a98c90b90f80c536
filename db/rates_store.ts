/** The observations, the ledger and the order of providers in Postgres. */

import type { Day, DayRange } from "../rates/day.ts";
import type {
  Actor,
  Evidence,
  EvidenceQuestion,
  LedgerDay,
  Newest,
  ProviderLedger,
  Published,
  RateStore,
  Saved,
  StoredColumn,
  StoredPairName,
} from "../rates/ports.ts";
import { writeAudit } from "./audit.ts";
import { reach, type Sql, transaction } from "./client.ts";
import { readEvidence } from "./evidence.ts";
import {
  enterFailure,
  readLedger,
  readLedgersAt,
  readNewest,
  readOldestDay,
  removeFailures,
} from "./ledger.ts";
import { LedgerMemory } from "./ledger_memory.ts";
import { type Bulk, saveAnswer } from "./save.ts";
import { readHistory } from "./series.ts";

/** A {@linkcode RateStore} on a Postgres; `bulk` is how that server takes many rows. */
export class PostgresRateStore implements RateStore {
  readonly #sql: Sql;
  readonly #bulk: Bulk;
  readonly #memory: LedgerMemory;

  constructor(sql: Sql, { bulk }: { readonly bulk: Bulk }) {
    this.#sql = sql;
    this.#bulk = bulk;
    this.#memory = new LedgerMemory(sql);
  }

  evidence(question: EvidenceQuestion): Promise<Evidence[]> {
    return reach(() => readEvidence(this.#sql, question));
  }

  history(
    provider: string,
    pairs: readonly StoredPairName[],
    range: DayRange,
  ): Promise<StoredColumn[]> {
    return reach(() => readHistory(this.#sql, { provider, pairs, range }));
  }

  ledgers(range: DayRange): Promise<readonly ProviderLedger[]> {
    return reach(async () => (await readLedgersAt(this.#sql, range)).ledgers);
  }

  recalledLedgers(range: DayRange): Promise<readonly ProviderLedger[]> {
    return reach(() => this.#memory.read(range));
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

  save(
    provider: string,
    published: Published,
    at: Date,
    by?: Actor,
  ): Promise<Saved> {
    return reach(() =>
      saveAnswer(this.#sql, { bulk: this.#bulk, provider, published, at, by })
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

  forgetFailures(provider: string, by: Actor): Promise<void> {
    return reach(() =>
      transaction(this.#sql, async (tx) => {
        await removeFailures(tx, provider);
        await writeAudit(tx, {
          action: "provider.reset",
          subject: provider,
          before: null,
          after: null,
        }, by);
      })
    );
  }

  newest(recent: DayRange): Promise<Newest[]> {
    return reach(() => readNewest(this.#sql, recent));
  }

  oldestDay(provider: string): Promise<Day | null> {
    return reach(() => readOldestDay(this.#sql, provider));
  }
}

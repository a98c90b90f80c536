/** Ledgers that were read before: read again only once something has changed, because a history is 10,000 days. */

import { day, type DayRange, daysBetween } from "../rates/day.ts";
import type { ProviderLedger } from "../rates/ports.ts";
import type { Sql } from "./client.ts";
import { readLedgersAt, type Seen } from "./ledger.ts";

/** Every day that a ledger can have. */
const ALL: DayRange = { from: day("0001-01-01"), to: day("9999-12-31") };

/** What is read of fewer days costs less than all of it, which while much changes would be read each time. */
const WORTH_ALL_DAYS = 1_000;

/** The ledgers of the enabled providers, all of them. */
export class LedgerMemory {
  readonly #sql: Sql;
  #known:
    | { readonly ledgers: readonly ProviderLedger[]; readonly seen: Seen }
    | null = null;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** See `recalledLedgers` of the rate store. */
  async read(range: DayRange): Promise<readonly ProviderLedger[]> {
    const known = this.#known;
    if (known && await this.#holds(known.seen)) return known.ledgers;
    this.#known = null;
    const isLong = daysBetween(range.from, range.to) >= WORTH_ALL_DAYS;
    const { ledgers, seen } = await readLedgersAt(
      this.#sql,
      isLong ? ALL : range,
    );
    if (isLong && seen) this.#known = { ledgers, seen };
    return ledgers;
  }

  /** Whether nothing has been committed since that the tables write down: exactly, by the snapshot of the reading. */
  async #holds({ snapshot, at }: Seen): Promise<boolean> {
    // Changes are forgotten after days, and a database restored from a copy counts anew.
    const [row] = await this.#sql<{ holds: boolean }[]>`
      select now() - ${at}::timestamptz < interval '1 hour'
        and pg_snapshot_xmax(${snapshot}::pg_snapshot)
          <= pg_snapshot_xmax(pg_current_snapshot())
        and not exists (
          select from changes
          where xid >= pg_snapshot_xmin(${snapshot}::pg_snapshot)
            and not pg_visible_in_snapshot(xid, ${snapshot}::pg_snapshot)
        ) as holds`;
    return row?.holds === true;
  }
}

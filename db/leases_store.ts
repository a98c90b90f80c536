/** Leases as rows that run out by the database's clock: no session is held, so a connection pooler cannot lose them. */

import type { Lease, LeaseStore, Schedule } from "../rates/ports.ts";
import { reach, type Sql } from "./client.ts";

/** A {@linkcode LeaseStore} on a Postgres. */
export class PostgresLeaseStore implements LeaseStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  take(
    name: string,
    { holder, seconds }: Lease,
    { everySeconds, atSecond }: Schedule,
  ): Promise<boolean> {
    return reach(async () => {
      const { count } = await this.#sql`
        insert into leases (name, holder, expires_at, slot)
        values (
          ${name}, ${holder}, now() + ${seconds} * interval '1 second',
          date_bin(
            ${everySeconds} * interval '1 second',
            now() + ${everySeconds / 2} * interval '1 second',
            timestamptz '2000-01-01 00:00:00Z' + ${atSecond} * interval '1 second'
          )
        )
        on conflict (name) do update set
          holder = excluded.holder,
          expires_at = excluded.expires_at,
          slot = excluded.slot
        where leases.expires_at <= now()
          and (leases.slot is null or leases.slot < excluded.slot)`;
      return count > 0;
    });
  }

  renew(name: string, { holder, seconds }: Lease): Promise<boolean> {
    return reach(async () => {
      const { count } = await this.#sql`
        update leases
        set expires_at = now() + ${seconds} * interval '1 second'
        where name = ${name} and holder = ${holder}`;
      return count > 0;
    });
  }

  release(name: string, holder: string): Promise<void> {
    return reach(async () => {
      await this.#sql`
        update leases set expires_at = now()
        where name = ${name} and holder = ${holder}`;
    });
  }
}

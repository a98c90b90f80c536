/** Leases as rows that run out by the database's clock: no session is held, so a connection pooler cannot lose them. */

import type { LeaseStore } from "../rates/ports.ts";
import { reach, type Sql } from "./client.ts";

/** A {@linkcode LeaseStore} on a Postgres. */
export class PostgresLeaseStore implements LeaseStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  take(
    name: string,
    { holder, seconds }: { readonly holder: string; readonly seconds: number },
  ): Promise<boolean> {
    return reach(async () => {
      const { count } = await this.#sql`
        insert into leases (name, holder, expires_at)
        values (${name}, ${holder}, now() + ${seconds} * interval '1 second')
        on conflict (name) do update
          set holder = excluded.holder, expires_at = excluded.expires_at
          where leases.holder = excluded.holder or leases.expires_at <= now()`;
      return count > 0;
    });
  }

  release(name: string, holder: string): Promise<void> {
    return reach(async () => {
      await this.#sql`
        delete from leases where name = ${name} and holder = ${holder}`;
    });
  }
}

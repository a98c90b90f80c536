/** The links by which the first administrator comes, in Postgres: each works once, all end with the first. */

import type { Actor, NewUser, SetupStore, User } from "../rates/ports.ts";
import { reach, type Sql, transaction } from "./client.ts";
import { hashOfSecret, newSecret } from "./secrets.ts";
import { insertUser, isEmpty, lockUsers } from "./user_rows.ts";

/** A {@linkcode SetupStore} on a Postgres. */
export class PostgresSetupStore implements SetupStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  createLink(now: Date, until: Date): Promise<string | null> {
    return reach(() =>
      transaction(this.#sql, async (tx) => {
        if (!await isEmpty(tx)) return null;
        const secret = newSecret();
        await tx`delete from setup_links where expires_at <= ${now}`;
        await tx`
          insert into setup_links (secret_hash, expires_at)
          values (${await hashOfSecret(secret)}, ${until})`;
        return secret;
      })
    );
  }

  async isLink(secret: string, now: Date): Promise<boolean> {
    const hash = await hashOfSecret(secret);
    if (hash === null) return false;
    return await reach(async () => {
      const found = await this.#sql`
        select 1 from setup_links
        where secret_hash = ${hash} and expires_at > ${now}`;
      return found.length > 0;
    });
  }

  async use(
    secret: string,
    input: Omit<NewUser, "role">,
    now: Date,
    by: Actor,
  ): Promise<User | null> {
    const hash = await hashOfSecret(secret);
    if (hash === null) return null;
    return await reach(() =>
      transaction(this.#sql, async (tx) => {
        await lockUsers(tx);
        const { count } = await tx`
          delete from setup_links
          where secret_hash = ${hash} and expires_at > ${now}`;
        if (count === 0 || !await isEmpty(tx)) return null;
        return await insertUser(tx, { ...input, role: "admin" }, now, by);
      })
    );
  }
}

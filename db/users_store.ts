/** The people who may log in, in Postgres; never without an administrator once there is anybody. */

import { z } from "zod";
import { AppError } from "../rates/errors.ts";
import type {
  Actor,
  Credentials,
  NewUser,
  Role,
  User,
  UserStore,
} from "../rates/ports.ts";
import { writeAudit } from "./audit.ts";
import { reach, type Sql, type Transaction, transaction } from "./client.ts";
import { insertUser, isEmpty, lockUsers, userSchema } from "./user_rows.ts";

const credentialsSchema = z.object({ password: z.string() });

/** A {@linkcode UserStore} on a Postgres. */
export class PostgresUserStore implements UserStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  isEmpty(): Promise<boolean> {
    return reach(() => isEmpty(this.#sql));
  }

  list(): Promise<User[]> {
    return reach(async () =>
      z.array(userSchema).parse(
        await this.#sql`select * from users order by username`,
      )
    );
  }

  find(id: number): Promise<User | null> {
    return reach(async () => {
      const [row] = await this.#sql`select * from users where id = ${id}`;
      return row ? userSchema.parse(row) : null;
    });
  }

  credentials(username: string): Promise<Credentials | null> {
    return reach(async () => {
      const [row] = await this.#sql`
        select * from users where username = ${username}`;
      return row
        ? { user: userSchema.parse(row), ...credentialsSchema.parse(row) }
        : null;
    });
  }

  create(input: NewUser, now: Date, by: Actor): Promise<User> {
    return reach(() =>
      transaction(this.#sql, (tx) => insertUser(tx, input, now, by))
    );
  }

  update(
    id: number,
    { role, password, keepSession }: Parameters<UserStore["update"]>[1],
    now: Date,
    by: Actor,
  ): Promise<User | null> {
    return reach(() =>
      transaction(this.#sql, async (tx) => {
        const before = await lock(tx, id);
        if (!before) return null;
        let user = before;
        if (role !== undefined && role !== before.role) {
          user = await changeRole(tx, before, role, { now, by });
        }
        if (password !== undefined) {
          await tx`
            update users set password = ${password}, updated_at = ${now}
            where id = ${id}`;
          await tx`
            delete from sessions
            where user_id = ${id} and id <> ${keepSession ?? 0}`;
          await writeAudit(tx, {
            action: "user.password",
            subject: user.username,
            before: null,
            after: null,
          }, by);
        }
        return user;
      })
    );
  }

  remove(id: number, now: Date, by: Actor): Promise<boolean> {
    return reach(() =>
      transaction(this.#sql, async (tx) => {
        const user = await lock(tx, id);
        if (!user) return false;
        if (user.role === "admin") await keepAnAdmin(tx, user);
        await revokeTokensOf(tx, user, { now, by });
        await tx`delete from users where id = ${id}`;
        await writeAudit(tx, {
          action: "user.delete",
          subject: user.username,
          before: { role: user.role },
          after: null,
        }, by);
        return true;
      })
    );
  }

  rehash(
    id: number,
    { from, to }: { readonly from: string; readonly to: string },
  ): Promise<void> {
    return reach(async () => {
      await this.#sql`
        update users set password = ${to}
        where id = ${id} and password = ${from}`;
    });
  }
}

async function lock(tx: Transaction, id: number): Promise<User | null> {
  await lockUsers(tx);
  const [row] = await tx`select * from users where id = ${id}`;
  return row ? userSchema.parse(row) : null;
}

async function changeRole(
  tx: Transaction,
  user: User,
  role: Role,
  { now, by }: { readonly now: Date; readonly by: Actor },
): Promise<User> {
  if (user.role === "admin") {
    await keepAnAdmin(tx, user);
    await revokeTokensOf(tx, user, { now, by });
  }
  const [row] = await tx`
    update users set role = ${role}, updated_at = ${now}
    where id = ${user.id} returning *`;
  await writeAudit(tx, {
    action: "user.update",
    subject: user.username,
    before: { role: user.role },
    after: { role },
  }, by);
  return userSchema.parse(row);
}

async function keepAnAdmin(tx: Transaction, user: User): Promise<void> {
  const others = await tx`
    select 1 from users where role = 'admin' and id <> ${user.id} limit 1`;
  if (others.length > 0) return;
  throw new AppError(
    "conflict",
    `'${user.username}' is the last administrator. Make another one first.`,
  );
}

/** A token is no stronger than whoever made it. */
async function revokeTokensOf(
  tx: Transaction,
  user: User,
  { now, by }: { readonly now: Date; readonly by: Actor },
): Promise<void> {
  const revoked = await tx<{ name: string }[]>`
    update api_tokens set revoked_at = ${now}
    where user_id = ${user.id} and revoked_at is null returning name`;
  for (const { name } of revoked) {
    await writeAudit(tx, {
      action: "token.revoke",
      subject: name,
      before: null,
      after: null,
    }, by);
  }
}

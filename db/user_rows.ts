/** Users as they stand in the database, and what has to hold whenever one is added. */

import { z } from "zod";
import { AppError } from "../rates/errors.ts";
import type { Actor, NewUser, User } from "../rates/ports.ts";
import { writeAudit } from "./audit.ts";
import type { Sql, Transaction } from "./client.ts";
import { instantSchema } from "./parse.ts";

/** A row of the table. */
export const userSchema = z.object({
  id: z.number().int(),
  username: z.string(),
  role: z.enum(["admin", "viewer"]),
  created_at: instantSchema,
  last_login_at: instantSchema.nullable(),
}).transform((row): User => ({
  id: row.id,
  username: row.username,
  role: row.role,
  createdAt: row.created_at,
  lastLoginAt: row.last_login_at,
}));

/** One change of users at a time: what is decided on their number must not be outdated by another's change. */
export async function lockUsers(tx: Transaction): Promise<void> {
  await tx`lock table users in share row exclusive mode`;
}

/** Whether there is nobody. */
export async function isEmpty(sql: Sql | Transaction): Promise<boolean> {
  const rows = await sql`select 1 from users limit 1`;
  return rows.length === 0;
}

/** Adds a user; the first is an administrator, and ends the set-up links. */
export async function insertUser(
  tx: Transaction,
  { username, role, password }: NewUser,
  now: Date,
  by: Actor,
): Promise<User> {
  await lockUsers(tx);
  if (await isEmpty(tx)) {
    if (role !== "admin") {
      throw new AppError(
        "conflict",
        "The first user must be an administrator.",
      );
    }
    await tx`delete from setup_links`;
  }
  const [row] = await tx`
    insert into users (username, role, password, created_at)
    values (${username}, ${role}, ${password}, ${now})
    on conflict (username) do nothing
    returning *`;
  if (!row) {
    throw new AppError(
      "conflict",
      `There is a user '${username}' already. Choose another name.`,
      { errors: [{ field: "username", message: "Is taken" }] },
    );
  }
  await writeAudit(tx, {
    action: "user.create",
    subject: username,
    before: null,
    after: { role },
  }, by);
  return userSchema.parse(row);
}

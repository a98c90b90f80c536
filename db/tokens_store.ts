/** API tokens in Postgres: found by the hash of their secret, and of no use from the moment they are revoked. */

import { z } from "zod";
import { SCOPES } from "../rates/accounts/scopes.ts";
import { AppError } from "../rates/errors.ts";
import type { Actor, ApiToken, TokenStore } from "../rates/ports.ts";
import { writeAudit } from "./audit.ts";
import { reach, type Sql, type Transaction, transaction } from "./client.ts";
import { instantSchema, plainArray } from "./parse.ts";
import { hashOfSecret, newSecret } from "./secrets.ts";

/** By it people and scanners of leaked secrets know whose token it is. */
const PREFIX = "myc_";

/** Use is written down at most so often: reading is not to become writing. */
const USED_EVERY_MS = 60_000;

const rowSchema = z.object({
  id: z.number().int(),
  name: z.string(),
  scopes: z.array(z.enum(SCOPES)),
  created_by: z.string(),
  created_at: instantSchema,
  expires_at: instantSchema.nullable(),
  last_used_at: instantSchema.nullable(),
  revoked_at: instantSchema.nullable(),
}).transform((row): ApiToken => ({
  id: row.id,
  name: row.name,
  scopes: row.scopes,
  createdBy: row.created_by,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  lastUsedAt: row.last_used_at,
  revokedAt: row.revoked_at,
}));

/** A {@linkcode TokenStore} on a Postgres. */
export class PostgresTokenStore implements TokenStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  list(): Promise<ApiToken[]> {
    return reach(async () =>
      z.array(rowSchema).parse(
        await this.#sql`
          select ${columns(this.#sql)} from api_tokens order by id desc`,
      )
    );
  }

  async create(
    { userId, name, scopes, expiresAt }: Parameters<TokenStore["create"]>[0],
    now: Date,
    by: Actor,
  ): Promise<{ token: ApiToken; secret: string }> {
    const secret = newSecret(PREFIX);
    const hash = await hashOfSecret(secret, PREFIX);
    return await reach(() =>
      transaction(this.#sql, async (tx) => {
        // Held until the token is there, so that whoever takes the role away finds it.
        const [maker] = await tx<{ username: string }[]>`
          select username from users
          where id = ${userId} and role = 'admin' for share`;
        if (!maker) {
          throw new AppError(
            "forbidden",
            "Only an administrator can make tokens.",
          );
        }
        const [row] = await tx`
          insert into api_tokens (
            name, secret_hash, scopes, user_id, created_by, created_at,
            expires_at
          ) values (
            ${name}, ${hash}, ${plainArray(scopes)}::text[], ${userId},
            ${maker.username}, ${now}, ${expiresAt}
          ) returning ${columns(tx)}`;
        await writeAudit(tx, {
          action: "token.create",
          subject: name,
          before: null,
          after: { scopes, expires_at: expiresAt?.toISOString() ?? null },
        }, by);
        return { token: rowSchema.parse(row), secret };
      })
    );
  }

  async find(secret: string, now: Date): Promise<ApiToken | null> {
    const hash = await hashOfSecret(secret, PREFIX);
    if (hash === null) return null;
    return await reach(async () => {
      const [row] = await this.#sql`
        select ${columns(this.#sql)} from api_tokens
        where secret_hash = ${hash} and revoked_at is null
          and (expires_at is null or expires_at > ${now})`;
      if (!row) return null;
      const token = rowSchema.parse(row);
      const usedMs = token.lastUsedAt?.getTime() ?? -Infinity;
      if (now.getTime() - usedMs < USED_EVERY_MS) return token;
      await this.#sql`
        update api_tokens set last_used_at = ${now} where id = ${token.id}`;
      return { ...token, lastUsedAt: now };
    });
  }

  revoke(id: number, now: Date, by: Actor): Promise<boolean> {
    return reach(() =>
      transaction(this.#sql, async (tx) => {
        const [row] = await tx<{ name: string; revoked: boolean }[]>`
          select name, revoked_at is not null as revoked from api_tokens
          where id = ${id} for update`;
        if (!row) return false;
        if (row.revoked) return true;
        await tx`
          update api_tokens set revoked_at = ${now} where id = ${id}`;
        await writeAudit(tx, {
          action: "token.revoke",
          subject: row.name,
          before: null,
          after: null,
        }, by);
        return true;
      })
    );
  }
}

function columns(sql: Sql | Transaction) {
  return sql`
    id, name, to_json(scopes) as scopes, created_by, created_at, expires_at,
    last_used_at, revoked_at`;
}

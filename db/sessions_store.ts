/** Sessions in Postgres: found by the hash of their secret, prolonged by use, ended for good. */

import { z } from "zod";
import type { Actor, Session, SessionStore } from "../rates/ports.ts";
import { writeAudit } from "./audit.ts";
import { reach, type Sql, type Transaction, transaction } from "./client.ts";
import { instantSchema } from "./parse.ts";
import { hashOfSecret, newSecret } from "./secrets.ts";

const HOUR_MS = 3_600_000;
/** A session that nobody uses ends after half a day, and every one after a week. */
const IDLE_MS = 12 * HOUR_MS;
const ABSOLUTE_MS = 7 * 24 * HOUR_MS;
/** Use is written down at most so often: reading is not to become writing. */
const SEEN_EVERY_MS = 60_000;
/** Lines about those who were not let in: enough to see an attack, too few to fill a disk. */
const MOST_REFUSED_A_MINUTE = 30;
const MOST_USER_AGENT = 200;

const rowSchema = z.object({
  id: z.number().int(),
  user_id: z.number().int(),
  username: z.string(),
  role: z.enum(["admin", "viewer"]),
  created_at: instantSchema,
  last_seen_at: instantSchema,
  expires_at: instantSchema,
  absolute_expires_at: instantSchema,
  address: z.string().nullable(),
  user_agent: z.string().nullable(),
}).transform((row): Session => ({
  id: row.id,
  user: { id: row.user_id, username: row.username, role: row.role },
  createdAt: row.created_at,
  lastSeenAt: row.last_seen_at,
  expiresAt: row.expires_at,
  absoluteExpiresAt: row.absolute_expires_at,
  address: row.address,
  userAgent: row.user_agent,
}));

/** A {@linkcode SessionStore} on a Postgres. */
export class PostgresSessionStore implements SessionStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async create(
    { userId, password, userAgent, replaces }: Parameters<
      SessionStore["create"]
    >[0],
    now: Date,
    by: Actor,
  ): Promise<{ session: Session; secret: string } | null> {
    const secret = newSecret();
    const hash = await hashOfSecret(secret);
    const replaced = replaces === null ? null : await hashOfSecret(replaces);
    const nowMs = now.getTime();
    return await reach(() =>
      transaction(this.#sql, async (tx) => {
        if (replaced) {
          await tx`delete from sessions where secret_hash = ${replaced}`;
        }
        // Only for the password that was checked: it may have been changed since, or the user removed.
        const { count } = await tx`
          update users set last_login_at = ${now}
          where id = ${userId} and password = ${password}`;
        if (count === 0) return null;
        const [row] = await tx`
          insert into sessions (
            secret_hash, user_id, created_at, last_seen_at, expires_at,
            absolute_expires_at, address, user_agent
          ) values (
            ${hash}, ${userId}, ${now}, ${now}, ${new Date(nowMs + IDLE_MS)},
            ${new Date(nowMs + ABSOLUTE_MS)}, ${by.address},
            ${userAgent?.slice(0, MOST_USER_AGENT) ?? null}
          ) returning id`;
        await writeAudit(tx, about("create", by), by);
        const [session] = await tx`
          ${select(tx)} where s.id = ${
          z.object({ id: z.int() }).parse(row).id
        }`;
        return { session: rowSchema.parse(session), secret };
      })
    );
  }

  async find(secret: string, now: Date): Promise<Session | null> {
    const hash = await hashOfSecret(secret);
    if (hash === null) return null;
    return await reach(async () => {
      const [row] = await this.#sql`
        ${select(this.#sql)}
        where s.secret_hash = ${hash} and s.expires_at > ${now}`;
      if (!row) return null;
      const session = rowSchema.parse(row);
      const seenMs = now.getTime() - session.lastSeenAt.getTime();
      return seenMs < SEEN_EVERY_MS ? session : await this.#seen(session, now);
    });
  }

  list(userId: number, now: Date): Promise<Session[]> {
    return reach(async () =>
      z.array(rowSchema).parse(
        await this.#sql`
          ${select(this.#sql)}
          where s.user_id = ${userId} and s.expires_at > ${now}
          order by s.id desc`,
      )
    );
  }

  end(userId: number, id: number, by: Actor): Promise<boolean> {
    return reach(() =>
      transaction(this.#sql, async (tx) => {
        const { count } = await tx`
          delete from sessions where user_id = ${userId} and id = ${id}`;
        if (count > 0) await writeAudit(tx, about("end", by), by);
        return count > 0;
      })
    );
  }

  endAll(userId: number, by: Actor): Promise<void> {
    return reach(() =>
      transaction(this.#sql, async (tx) => {
        await tx`delete from sessions where user_id = ${userId}`;
        await writeAudit(tx, about("endall", by), by);
      })
    );
  }

  refused(by: Actor): Promise<void> {
    return reach(() =>
      transaction(this.#sql, async (tx) => {
        const [row] = await tx`
          select count(*)::integer as refused from audit_log
          where action = 'session.refuse' and at > now() - interval '1 minute'`;
        const { refused } = z.object({ refused: z.int() }).parse(row);
        if (refused >= MOST_REFUSED_A_MINUTE) return;
        await writeAudit(tx, about("refuse", by), by);
      })
    );
  }

  removeEnded(now: Date): Promise<number> {
    return reach(async () => {
      const { count } = await this.#sql`
        delete from sessions where expires_at <= ${now}`;
      return count;
    });
  }

  async #seen(session: Session, now: Date): Promise<Session> {
    const expiresAt = new Date(
      Math.min(now.getTime() + IDLE_MS, session.absoluteExpiresAt.getTime()),
    );
    await this.#sql`
      update sessions set last_seen_at = ${now}, expires_at = ${expiresAt}
      where id = ${session.id}`;
    return { ...session, lastSeenAt: now, expiresAt };
  }
}

function select(sql: Sql | Transaction) {
  return sql`
    select s.*, u.username, u.role
    from sessions s join users u on u.id = s.user_id`;
}

function about(what: "create" | "end" | "endall" | "refuse", by: Actor) {
  return {
    action: `session.${what}`,
    subject: by.name,
    before: null,
    after: null,
  };
}

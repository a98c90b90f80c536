/** The audit log in Postgres, and the line that every store writes in the transaction of its change. */

import { z } from "zod";
import type {
  Actor,
  AuditChange,
  AuditEntry,
  AuditFacts,
  AuditQuestion,
  AuditStore,
} from "../rates/ports.ts";
import { reach, type Sql, type Transaction } from "./client.ts";
import { instantSchema, plainArray } from "./parse.ts";

const factsSchema = z.record(
  z.string(),
  z.union([
    z.string(),
    z.number(),
    z.boolean(),
    z.null(),
    z.array(z.string()),
  ]),
);

const rowSchema = z.object({
  id: z.coerce.number().int(),
  at: instantSchema,
  actor_kind: z.enum(["user", "token", "system"]),
  actor_name: z.string(),
  action: z.string(),
  subject: z.string(),
  request_id: z.string().nullable(),
  before: factsSchema.nullable(),
  after: factsSchema.nullable(),
}).transform((row): AuditEntry => ({
  id: row.id,
  at: row.at,
  actor: { kind: row.actor_kind, name: row.actor_name },
  action: row.action,
  subject: row.subject,
  requestId: row.request_id,
  before: row.before,
  after: row.after,
}));

/** Writes a line of the audit log: in the transaction of the change, so that there is never one without the other. */
export async function writeAudit(
  sql: Sql | Transaction,
  { action, subject, before, after }: AuditChange,
  { kind, id, name, requestId, address }: Actor,
): Promise<void> {
  await sql`
    insert into audit_log (
      actor_kind, actor_id, actor_name, action, subject, request_id, address,
      before, after
    ) values (
      ${kind}, ${id ?? null}, ${name}, ${action}, ${subject}, ${requestId},
      ${address}, ${before && sql.json(before)}, ${after && sql.json(after)}
    )`;
}

/** Writes down what is not as it was; nothing when all of it is. */
export async function writeChange(
  sql: Sql | Transaction,
  change: { readonly action: string; readonly subject: string },
  [before, after]: readonly [AuditFacts, AuditFacts],
  by: Actor,
): Promise<void> {
  const differ = Object.keys(after).filter((key) =>
    JSON.stringify(before[key]) !== JSON.stringify(after[key])
  );
  if (differ.length === 0) return;
  const only = (facts: AuditFacts) =>
    Object.fromEntries(differ.map((key) => [key, facts[key] ?? null]));
  const told = { ...change, before: only(before), after: only(after) };
  await writeAudit(sql, told, by);
}

/** An {@linkcode AuditStore} on a Postgres. */
export class PostgresAuditStore implements AuditStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  list(question: AuditQuestion): Promise<AuditEntry[]> {
    const sql = this.#sql;
    const { actor, action, subject, from, to, before, limit } = question;
    const except = question.except ?? [];
    return reach(async () => {
      const rows = await sql`
        select id, at, actor_kind, actor_name, action, subject, request_id,
          before, after
        from audit_log
        where true
          ${actor === undefined ? sql`` : sql`and actor_name = ${actor}`}
          ${action === undefined ? sql`` : actionIs(sql, action)}
          ${subject === undefined ? sql`` : sql`and subject = ${subject}`}
          ${
        except.length === 0
          ? sql``
          : sql`and split_part(action, '.', 1) <> all(${
            plainArray(except)
          }::text[])`
      }
          ${from === undefined ? sql`` : sql`and at >= ${from}`}
          ${to === undefined ? sql`` : sql`and at < ${to}`}
          ${before === undefined ? sql`` : sql`and id < ${before}`}
        order by id desc limit ${limit}`;
      return z.array(rowSchema).parse(rows);
    });
  }

  record(change: AuditChange, by: Actor): Promise<void> {
    return reach(() => writeAudit(this.#sql, change, by));
  }

  removeBefore(
    { sessions, all }: { readonly sessions: Date; readonly all: Date },
  ): Promise<number> {
    return reach(async () => {
      const { count } = await this.#sql`
        delete from audit_log
        where at < ${all} or (at < ${sessions} and action like 'session.%')`;
      return count;
    });
  }
}

/** `currency.update` is one action, `currency` all of that kind. */
function actionIs(sql: Sql, action: string) {
  return action.includes(".")
    ? sql`and action = ${action}`
    : sql`and split_part(action, '.', 1) = ${action}`;
}

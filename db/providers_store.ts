/** What an administrator has set of the providers, in Postgres. */

import { z } from "zod";
import { AppError } from "../rates/errors.ts";
import type {
  Actor,
  ProviderSetting,
  ProviderStore,
  Seen,
} from "../rates/ports.ts";
import { writeAudit, writeChange } from "./audit.ts";
import { reach, type Sql, type Transaction, transaction } from "./client.ts";
import { instantSchema } from "./parse.ts";
import { changedSince } from "./seen.ts";

const rowSchema = z.object({
  key: z.string(),
  priority: z.number().int(),
  enabled: z.boolean(),
  updated_at: instantSchema,
  version: z.number().int(),
}).transform((row): ProviderSetting => ({
  key: row.key,
  priority: row.priority,
  enabled: row.enabled,
  updatedAt: row.updated_at,
  version: String(row.version),
}));

/** A {@linkcode ProviderStore} on a Postgres. */
export class PostgresProviderStore implements ProviderStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  list(): Promise<ProviderSetting[]> {
    return reach(async () =>
      z.array(rowSchema).parse(
        await this.#sql`
          select ${columns(this.#sql)} from providers order by priority`,
      )
    );
  }

  setEnabled(
    key: string,
    enabled: boolean,
    seen: Seen,
    by: Actor,
  ): Promise<ProviderSetting | null> {
    return reach(() =>
      transaction(this.#sql, async (tx) => {
        const [found] = await tx`
          select ${columns(tx)} from providers where key = ${key} for update`;
        if (!found) return null;
        const before = rowSchema.parse(found);
        if (seen && !seen.includes(before.version)) {
          throw changedSince("The provider");
        }
        if (before.enabled === enabled) return before;
        const [row] = await tx`
          update providers set
            enabled = ${enabled}, updated_at = now(), version = version + 1
          where key = ${key} returning ${columns(tx)}`;
        await writeAudit(tx, {
          action: "provider.update",
          subject: key,
          before: { enabled: before.enabled },
          after: { enabled },
        }, by);
        return rowSchema.parse(row);
      })
    );
  }

  async setOrder(
    keys: readonly string[],
    seen: Seen,
    by: Actor,
  ): Promise<ProviderSetting[]> {
    await reach(() =>
      transaction(this.#sql, async (tx) => {
        const existing = await tx<
          { key: string; priority: number }[]
        >`
          select key, priority from providers order by id for no key update`;
        refuseOtherKeys(keys, existing.map(({ key }) => key));
        const order = existing.toSorted((a, b) => a.priority - b.priority);
        const now = order.map(({ key }) => key).join();
        if (seen && !seen.includes(now)) throw changedSince("The order");
        // One statement, because the constraint is checked at its end: priorities are exchanged all at once.
        await tx`
          update providers p
          set priority = wanted.place, updated_at = now()
          from jsonb_array_elements_text(${
          tx.json([...keys])
        }) with ordinality as wanted (key, place)
          where p.key = wanted.key and p.priority <> wanted.place`;
        await writeChange(
          tx,
          { action: "provider.order", subject: "order" },
          [{ order: order.map(({ key }) => key) }, { order: [...keys] }],
          by,
        );
      })
    );
    return await this.list();
  }
}

function columns(sql: Sql | Transaction) {
  return sql`key, priority, enabled, updated_at, version`;
}

function refuseOtherKeys(
  keys: readonly string[],
  existing: readonly string[],
): void {
  const faults = [
    ["missing", existing.filter((key) => !keys.includes(key))],
    ["unknown", keys.filter((key) => !existing.includes(key))],
    ["given twice", keys.filter((key, i) => keys.indexOf(key) < i)],
  ] as const;
  const found = faults.filter(([, which]) => which.length > 0)
    .map(([fault, which]) => `${[...new Set(which)].join(", ")} (${fault})`);
  if (found.length === 0) return;
  throw new AppError(
    "invalid_request",
    `The order must name every provider exactly once: ${found.join("; ")}. ` +
      `The providers are ${existing.join(", ")}.`,
    { errors: [{ field: "order", message: found.join("; ") }] },
  );
}

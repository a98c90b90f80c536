/** What an administrator has set of the providers, in Postgres. */

import { z } from "zod";
import { AppError } from "../rates/errors.ts";
import type { ProviderSetting, ProviderStore } from "../rates/ports.ts";
import { reach, type Sql, transaction } from "./client.ts";
import { instantSchema } from "./parse.ts";

const rowSchema = z.object({
  key: z.string(),
  priority: z.number().int(),
  enabled: z.boolean(),
  updated_at: instantSchema,
}).transform((row): ProviderSetting => ({
  key: row.key,
  priority: row.priority,
  enabled: row.enabled,
  updatedAt: row.updated_at,
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
          select key, priority, enabled, updated_at
          from providers order by priority`,
      )
    );
  }

  setEnabled(key: string, enabled: boolean): Promise<ProviderSetting | null> {
    return reach(async () => {
      const [row] = await this.#sql`
        update providers set
          enabled = ${enabled},
          updated_at = case
            when enabled = ${enabled} then updated_at else now()
          end
        where key = ${key}
        returning key, priority, enabled, updated_at`;
      return row ? rowSchema.parse(row) : null;
    });
  }

  async setOrder(keys: readonly string[]): Promise<ProviderSetting[]> {
    await reach(() =>
      transaction(this.#sql, async (tx) => {
        const existing = await tx<{ key: string }[]>`
          select key from providers order by id for no key update`;
        refuseOtherKeys(keys, existing.map(({ key }) => key));
        // One statement, because the constraint is checked at its end: priorities are exchanged all at once.
        await tx`
          update providers p
          set priority = wanted.place, updated_at = now()
          from jsonb_array_elements_text(${
          tx.json([...keys])
        }) with ordinality as wanted (key, place)
          where p.key = wanted.key and p.priority <> wanted.place`;
      })
    );
    return await this.list();
  }
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

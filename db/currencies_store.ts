/** The currencies that can be asked for, in Postgres. */

import { z } from "zod";
import { AppError } from "../rates/errors.ts";
import type {
  Actor,
  AuditChange,
  AuditFacts,
  Currency,
  CurrencyInput,
  CurrencyRef,
  CurrencyStore,
  Seen,
} from "../rates/ports.ts";
import { writeAudit, writeChange } from "./audit.ts";
import {
  codeOf,
  reach,
  type Sql,
  type Transaction,
  transaction,
} from "./client.ts";
import { instantSchema } from "./parse.ts";
import { changedSince, isSeen } from "./seen.ts";

const UNIQUE_VIOLATION = "23505";
/** The largest value of the column: a larger id names nothing, and the server would refuse it with an error. */
const LARGEST_ID = 2 ** 31 - 1;

const rowSchema = z.object({
  id: z.number().int(),
  code: z.string(),
  name: z.string(),
  symbol: z.string(),
  numeric_code: z.string().nullable(),
  minor_units: z.number().int(),
  enabled: z.boolean(),
  created_at: instantSchema,
  updated_at: instantSchema,
  version: z.number().int(),
}).transform((row): Currency => ({
  id: row.id,
  code: row.code,
  name: row.name,
  symbol: row.symbol,
  numericCode: row.numeric_code,
  minorUnits: row.minor_units,
  enabled: row.enabled,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  version: `${row.id}.${row.version}`,
}));

/** A {@linkcode CurrencyStore} on a Postgres. */
export class PostgresCurrencyStore implements CurrencyStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  list(): Promise<Currency[]> {
    return reach(async () =>
      z.array(rowSchema).parse(
        await this.#sql`select * from currencies order by code`,
      )
    );
  }

  find(ref: CurrencyRef): Promise<Currency | null> {
    return reach(async () =>
      one(await this.#sql`select * from currencies where ${this.#is(ref)}`)
    );
  }

  create(input: CurrencyInput, by: Actor): Promise<Currency> {
    return this.#write(input.code, async (tx) => {
      const [row] = await tx`
        insert into currencies ${tx(toColumns(input))} returning *`;
      const created = rowSchema.parse(row);
      const after = factsOf(created);
      await writeAudit(tx, about("create", created, { after }), by);
      return created;
    });
  }

  async update(
    ref: CurrencyRef,
    change: Partial<CurrencyInput>,
    seen: Seen,
    by: Actor,
  ): Promise<Currency | null> {
    const columns = toColumns(change);
    if (Object.keys(columns).length === 0) return await this.find(ref);
    const changed = await this.#write(change.code, async (tx) => {
      const before = await this.#lock(tx, ref, seen);
      if (!before) return null;
      const [row] = await tx`
        update currencies set
          ${tx(columns)}, updated_at = now(), version = version + 1
        where id = ${before.id} returning *`;
      const after = rowSchema.parse(row);
      const facts = [factsOf(before), factsOf(after)] as const;
      await writeChange(tx, about("update", before), facts, by);
      return after;
    });
    return changed ?? await this.#missed(ref);
  }

  async remove(ref: CurrencyRef, seen: Seen, by: Actor): Promise<boolean> {
    const removed = await this.#write(undefined, async (tx) => {
      const found = await this.#lock(tx, ref, seen);
      if (!found) return false;
      await tx`delete from currencies where id = ${found.id}`;
      const before = factsOf(found);
      await writeAudit(tx, about("delete", found, { before }), by);
      return true;
    });
    return removed || await this.#missed(ref) !== null;
  }

  /** The currency, if it is as seen, until the end of the transaction. */
  async #lock(
    tx: Transaction,
    ref: CurrencyRef,
    seen: Seen,
  ): Promise<Currency | null> {
    return one(
      await tx`
        select * from currencies
        where ${this.#is(ref)} and ${this.#isAs(seen)} for update`,
    );
  }

  #isAs(seen: Seen) {
    return isSeen(this.#sql, this.#sql`id || '.' || version`, seen);
  }

  /** Null when there is none; one that is there was not as seen. */
  async #missed(ref: CurrencyRef): Promise<null> {
    const found = await this.find(ref);
    if (found) throw changedSince(`The currency ${found.code}`);
    return null;
  }

  #is(ref: CurrencyRef) {
    if ("code" in ref) return this.#sql`code = ${ref.code}`;
    const { id } = ref;
    return Number.isInteger(id) && id > 0 && id <= LARGEST_ID
      ? this.#sql`id = ${id}`
      : this.#sql`false`;
  }

  async #write<T>(
    code: string | undefined,
    work: (tx: Transaction) => Promise<T>,
  ): Promise<T> {
    try {
      return await reach(() => transaction(this.#sql, work));
    } catch (error) {
      if (codeOf(error) !== UNIQUE_VIOLATION) throw error;
      throw new AppError(
        "conflict",
        `The currency ${code} exists already. Change that one, or choose another code.`,
        { errors: [{ field: "code", message: "Is taken" }] },
        { cause: error },
      );
    }
  }
}

function one(rows: readonly unknown[]): Currency | null {
  return rows.length === 0 ? null : rowSchema.parse(rows[0]);
}

function about(
  what: "create" | "update" | "delete",
  { code }: Currency,
  { before = null, after = null }: Partial<
    Pick<AuditChange, "before" | "after">
  > = {},
): AuditChange {
  return { action: `currency.${what}`, subject: code, before, after };
}

/** What the audit log says of a currency. */
function factsOf(currency: Currency): AuditFacts {
  return {
    code: currency.code,
    name: currency.name,
    symbol: currency.symbol,
    ["numeric_code"]: currency.numericCode,
    ["minor_units"]: currency.minorUnits,
    enabled: currency.enabled,
  };
}

/** The given members only, under their columns' names. */
function toColumns(change: Partial<CurrencyInput>) {
  const columns = {
    code: change.code,
    name: change.name,
    symbol: change.symbol,
    ["numeric_code"]: change.numericCode,
    ["minor_units"]: change.minorUnits,
    enabled: change.enabled,
  };
  return Object.fromEntries(
    Object.entries(columns).filter(([, value]) => value !== undefined),
  );
}

/** The currencies that can be asked for, in Postgres. */

import { z } from "zod";
import { AppError } from "../rates/errors.ts";
import type {
  Currency,
  CurrencyInput,
  CurrencyRef,
  CurrencyStore,
} from "../rates/ports.ts";
import { codeOf, reach, type Sql } from "./client.ts";
import { instantSchema } from "./parse.ts";

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

  async create(input: CurrencyInput): Promise<Currency> {
    const [row] = await this.#write(input.code, () =>
      this.#sql`
      insert into currencies ${this.#sql(toColumns(input))} returning *`);
    return rowSchema.parse(row);
  }

  async update(
    ref: CurrencyRef,
    change: Partial<CurrencyInput>,
  ): Promise<Currency | null> {
    const columns = toColumns(change);
    if (Object.keys(columns).length === 0) return await this.find(ref);
    return one(
      await this.#write(change.code, () =>
        this.#sql`
      update currencies set ${this.#sql(columns)}, updated_at = now()
      where ${this.#is(ref)} returning *`),
    );
  }

  remove(ref: CurrencyRef): Promise<boolean> {
    return reach(async () => {
      const { count } = await this.#sql`
        delete from currencies where ${this.#is(ref)}`;
      return count > 0;
    });
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
    work: () => PromiseLike<T>,
  ): Promise<T> {
    try {
      return await reach(work);
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

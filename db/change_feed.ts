/** The changes that can alter answers, read from the table that the other tables write them into. */

import { z } from "zod";
import { type DayRange, overlap } from "../rates/day.ts";
import type { ChangeFeed, News, Position } from "../rates/ports.ts";
import { reach, type Sql } from "./client.ts";
import { daySchema } from "./parse.ts";
import { parseSnapshot, sees, type Snapshot } from "./snapshot.ts";

/** Changes that are remembered to judge answers from elsewhere; beyond them the oldest are forgotten. */
const REMEMBERED = 10_000;

const xidSchema = z.string().regex(/^\d+$/).transform(BigInt);

const changeSchema = z.tuple([
  xidSchema,
  daySchema.nullable(),
  daySchema.nullable(),
]).transform(([xid, from, to]): Change => ({
  xid,
  days: from === null || to === null ? null : { from, to },
}));

const newsSchema = z.object({
  position: z.string(),
  changes: z.array(changeSchema),
});

interface Change {
  readonly xid: bigint;
  readonly days: DayRange | null;
}

/** A {@linkcode ChangeFeed} on a Postgres. */
export class PostgresChangeFeed implements ChangeFeed {
  readonly #sql: Sql;
  readonly #remembered: number;
  #last: { readonly text: Position; readonly snapshot: Snapshot } | null = null;
  /** Oldest first. */
  #changes: Change[] = [];
  /** Changes up to this transaction may be forgotten. */
  #horizon = 0n;

  constructor(sql: Sql, { remembered = REMEMBERED } = {}) {
    this.#sql = sql;
    this.#remembered = remembered;
  }

  async read(): Promise<News> {
    const last = this.#last;
    const { position, changes } = await reach(() => this.#query(last));
    const snapshot = parseSnapshot(position);
    if (!snapshot) throw new TypeError("Cannot read the database's snapshot");
    const replaced = last !== null && snapshot.xmax < last.snapshot.xmax;
    if (replaced) {
      // Another database, such as one restored from a copy: what was seen says nothing about it.
      this.#changes = [];
      this.#horizon = last.snapshot.xmax;
    } else this.#remember(changes);
    this.#last = { text: position, snapshot };
    return {
      position,
      changed: replaced
        ? [null]
        : last === null
        ? []
        : changes.map(({ days }) => days),
    };
  }

  holdsSince(position: Position, days: DayRange): boolean {
    if (position === this.#last?.text) return true;
    const since = parseSnapshot(position);
    if (!since || !this.#last) return false;
    if (since.xmax > this.#last.snapshot.xmax) return false;
    if (since.xmin <= this.#horizon) return false;
    return !this.#changes.some((change) =>
      !sees(since, change.xid) &&
      (change.days === null || overlap(change.days, days))
    );
  }

  database(): Promise<string> {
    return reach(async () => {
      const [row] = await this.#sql`
        select value from settings where key = 'database'`;
      return z.uuid().parse(row?.value);
    });
  }

  removeBefore(instant: Date): Promise<number> {
    return reach(async () => {
      const { count } = await this.#sql`
        delete from changes where at < ${instant}`;
      return count;
    });
  }

  /** One statement, so that the changes are exactly those that its snapshot sees. */
  async #query(last: { readonly text: Position } | null) {
    const [row] = last
      ? await this.#sql`
        select pg_current_snapshot()::text as position, (
          select coalesce(json_agg(json_build_array(xid::text, from_day, to_day)), '[]')
          from changes
          where xid >= pg_snapshot_xmin(${last.text}::pg_snapshot)
            and not pg_visible_in_snapshot(xid, ${last.text}::pg_snapshot)
        ) as changes`
      : await this.#sql`
        select pg_current_snapshot()::text as position, (
          select coalesce(json_agg(json_build_array(xid::text, from_day, to_day)), '[]')
          from (
            select * from changes order by xid desc limit ${this.#remembered}
          ) newest
        ) as changes`;
    return newsSchema.parse(row);
  }

  #remember(news: readonly Change[]): void {
    this.#changes.push(
      ...news.toSorted((a, b) => a.xid < b.xid ? -1 : a.xid > b.xid ? 1 : 0),
    );
    const excess = this.#changes.length - this.#remembered;
    // The first reading may have left out what is older than a full page.
    const full = this.#last === null && excess === 0;
    for (const { xid } of this.#changes.splice(0, Math.max(0, excess))) {
      if (xid > this.#horizon) this.#horizon = xid;
    }
    if (full) this.#horizon = this.#changes[0]?.xid ?? 0n;
  }
}

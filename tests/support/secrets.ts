/** Secrets that a test plants, and where it looks for them. */

import { assert } from "@std/assert";
import postgres from "postgres";
import type { Cluster } from "./postgres.ts";

/** What was planted, by what it is. */
export class Secrets {
  readonly #marks = new Map<string, string>();

  /** A secret that nothing else contains, of a kind that no rule for passwords refuses. */
  plant(name: string): string {
    return this.keep(name, `Qz7-${crypto.randomUUID()}`);
  }

  /** One that the program has made. */
  keep(name: string, secret: string): string {
    assert(secret.length > 20, `${name} is no secret: '${secret}'`);
    this.#marks.set(name, secret);
    return secret;
  }

  /** The names of those that a text shows, also encoded. */
  shownIn(text: string): string[] {
    return [...this.#marks].filter(([, secret]) =>
      text.includes(secret) || text.includes(encodeURIComponent(secret)) ||
      text.includes(btoa(secret).replace(/=+$/, "")) ||
      text.includes(new TextEncoder().encode(secret).toHex())
    ).map(([name]) => name);
  }

  get names(): readonly string[] {
    return [...this.#marks.keys()];
  }
}

/** Every row of every table as text. */
export async function everythingIn(cluster: Cluster): Promise<string> {
  const sql = postgres(cluster.url("postgres"), { max: 1, onnotice() {} });
  try {
    const tables = await sql<{ name: string }[]>`
      select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE'`;
    const texts: string[] = [];
    for (const { name } of tables) {
      const rows = await sql<{ text: string }[]>`
        select t::text as text from ${sql(name)} t limit 20000`;
      texts.push(...rows.map(({ text }) => text));
    }
    return texts.join("\n");
  } finally {
    await sql.end();
  }
}

/** A process that writes rows into an embedded database and says so after each commit, until it is killed. */

import { openStorage } from "../../db/storage.ts";
import { quietLog } from "./databases.ts";

const [dataDir = ""] = Deno.args;
const store = await openStorage({ databaseUrl: null, dataDir, log: quietLog });
await store.sql`create table written (n integer)`;
for (let n = 1;; n++) {
  await store.sql`insert into written values (${n})`;
  await Deno.stdout.write(new TextEncoder().encode(`${n}\n`));
}

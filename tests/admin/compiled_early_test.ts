/** What the build of the pages guarantees of its scripts. */

import { assert, assertEquals } from "@std/assert";

const ASSETS = new URL("../../admin-ui/dist/assets/", import.meta.url);

Deno.test("Every script of the admin begins with the hint to compile it early, and the documentation's does not", async () => {
  const marked: string[] = [];
  const others: string[] = [];
  for await (const { name } of Deno.readDir(ASSETS)) {
    if (!name.endsWith(".js") || name.includes("_worker")) continue;
    const text = await Deno.readTextFile(new URL(name, ASSETS));
    const isMarked = text.startsWith("//# allFunctionsCalledOnLoad\n");
    (isMarked ? marked : others).push(name);
  }
  assert(marked.length > 8, marked.join());
  assertEquals(others.map((name) => name.split("-")[0]), ["docs"]);
});

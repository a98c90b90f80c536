/** The measure of the first load: what is shared counts once, and what another page needs does not count. */

import { assert, assertEquals } from "@std/assert";
import { gzipSync } from "node:zlib";
import { firstLoads } from "../../admin-ui/first_load.ts";

const size = (code: string) => gzipSync(code).byteLength;

Deno.test("A page's first load is the entry, the page and all that these import", () => {
  const chunk = (
    code: string,
    imports: string[] = [],
    dynamicImports: string[] = [],
  ) => ({ code, imports, dynamicImports });
  const loads = firstLoads(
    "entry.js",
    new Map([
      ["entry.js", chunk("entry", ["shared.js"], ["a.js", "b.js"])],
      ["shared.js", chunk("shared code")],
      ["a.js", chunk("page a", ["shared.js", "deep.js"])],
      ["deep.js", chunk("deep down below", ["a.js"])],
      ["b.js", chunk("page b", [], ["later.js"])],
      ["later.js", chunk("asked for later")],
    ]),
  );
  const first = size("entry") + size("shared code");
  assert(first > 0);
  assertEquals([...loads], [
    ["entry.js", first],
    ["a.js", first + size("page a") + size("deep down below")],
    ["b.js", first + size("page b")],
  ]);
});

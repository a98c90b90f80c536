/** The pages of the build that name the files of their place. */

import { assertEquals } from "@std/assert";
import { withLinks } from "../../admin-ui/named_files.ts";

Deno.test("A place's page names each file that the page for all does not name, once", () => {
  const page = `<head><script src="/a/index.js"></script></head><body>`;
  assertEquals(
    withLinks(page, ["/a/place.js", "/a/index.js", "/a/place.css"]),
    `<head><script src="/a/index.js"></script>` +
      `<link rel="modulepreload" crossorigin href="/a/place.js">` +
      `<link rel="stylesheet" crossorigin href="/a/place.css"></head><body>`,
  );
});

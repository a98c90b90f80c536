/** Which of the built pages an address is answered with. */

import { assertEquals } from "@std/assert";
import { useService } from "../support/service.ts";
import { bank, NOW } from "../support/upstreams.ts";

const service = useService(() => ({
  providers: [bank()],
  time: NOW,
  pages: {
    "index.html": "any",
    "docs.html": "docs",
    "places/overview.html": "overview",
    "places/access.html": "access",
  },
}));

Deno.test("A place is answered with its own page, whatever is below it, and an address that is none with the page for all", async () => {
  for (
    const [path, page] of [
      ["/admin", "overview"],
      ["/admin/access", "access"],
      ["/admin/access/tokens", "access"],
      ["/admin/access?part=tokens", "access"],
      ["/admin/accessible", "any"],
      ["/admin/nowhere", "any"],
      ["/docs", "docs"],
    ] as const
  ) {
    const answer = await service().request(path);
    assertEquals(answer.status, 200, path);
    assertEquals(await answer.text(), page, path);
  }
});

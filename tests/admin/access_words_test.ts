/** Words and addresses of accounts: where a log-in leads, what changed, and who is who. */

import { assertEquals } from "@std/assert";
import {
  fromQuery,
  toQuery,
  toSearch,
} from "../../admin-ui/src/access/audit_filters.ts";
import { browserWords } from "../../admin-ui/src/access/browser_words.ts";
import { tokenState } from "../../admin-ui/src/access/token_words.ts";
import {
  logInAddress,
  nextAfter,
} from "../../admin-ui/src/account/next_place.ts";

Deno.test("A log-in leads back to where one was, and never out of the admin", () => {
  const back = (url: string) =>
    nextAfter(
      new URL(logInAddress(url), "http://here").searchParams.get("next") ??
        undefined,
    );
  for (
    const place of ["/admin/convert?source=USD&amount=1", "/admin/access/you"]
  ) assertEquals(back(place), place);
  assertEquals(logInAddress("/admin/login?next=%2Fadmin"), "/admin/login");
  for (
    const outside of [
      "https://evil.example/admin",
      "//evil.example/admin",
      "/\\evil.example/admin",
      "javascript:alert(1)",
      "/administrator",
      "/docs",
      "/admin/../docs",
      "",
    ]
  ) assertEquals(nextAfter(outside), "/admin", outside);
});

Deno.test("Filters survive the address, and the last day counts in full", () => {
  const filters = {
    actor: "ada",
    action: "currency",
    subject: "INR",
    from: "2026-01-31",
    to: "2026-02-28",
  };
  const query = Object.fromEntries(new URLSearchParams(toSearch(filters)));
  assertEquals(fromQuery(query), filters);
  assertEquals(toQuery(filters), {
    actor: "ada",
    action: "currency",
    subject: "INR",
    from: "2026-01-31T00:00:00Z",
    to: "2026-03-01T00:00:00.000Z",
  });
  assertEquals(toSearch(fromQuery({})), "");
  assertEquals(toQuery(fromQuery({ from: "soon", to: "2026-99-99" })), {});
});

Deno.test("A token that is revoked or past its day opens nothing", () => {
  const now = new Date("2026-11-22T12:00:00Z");
  const state = (revoked_at: string | null, expires_at: string | null) =>
    tokenState({ revoked_at, expires_at }, now).word;
  assertEquals(state(null, null), "Valid");
  assertEquals(state(null, "2026-11-22T12:00:01Z"), "Valid");
  assertEquals(state(null, "2026-11-22T12:00:00Z"), "Expired");
  assertEquals(state("2026-11-01T00:00:00Z", null), "Revoked");
});

Deno.test("A browser is known by its own name, not by those it also claims", () => {
  const chrome =
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36";
  assertEquals(browserWords(chrome), "Chrome on Windows");
  assertEquals(browserWords(`${chrome} Edg/140.0`), "Edge on Windows");
  assertEquals(
    browserWords(
      "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1",
    ),
    "Safari on iPhone",
  );
  assertEquals(browserWords("curl/8.9.1"), "curl");
  assertEquals(browserWords(null), "Unknown browser");
});

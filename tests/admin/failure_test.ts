/** Failures: problem details are read without trust, and a failed reload takes nothing away. */

import { assertEquals, assertMatch } from "@std/assert";
import { localFailure, readFailure } from "../../admin-ui/src/api/failure.ts";
import { afterLoading } from "../../admin-ui/src/api/loaded.ts";

Deno.test("A problem keeps its code, sentence, fields and providers", () => {
  const failure = readFailure(400, {
    code: "invalid_request",
    detail: "code: Three letters.",
    request_id: "r1",
    errors: [{ field: "code", message: "Three letters." }],
    providers: [{ provider: "ecb", reason: "resting" }],
  });
  assertEquals(failure, {
    ok: false,
    status: 400,
    code: "invalid_request",
    detail: "code: Three letters.",
    requestId: "r1",
    errors: [{ field: "code", message: "Three letters." }],
    providers: [{ provider: "ecb", reason: "resting" }],
  });
});

Deno.test("An answer that is no problem body still becomes a sentence", () => {
  for (const body of [null, "<html>", [], { code: 5 }, { errors: "x" }]) {
    const failure = readFailure(502, body);
    assertEquals(failure.code, "unreadable");
    assertMatch(failure.detail, /502/);
    assertEquals(failure.errors, []);
  }
});

Deno.test("A failed reload keeps what was there and says that it may be out of date", () => {
  const failure = localFailure("network", "Away.");
  const ready = afterLoading({ status: "loading" }, { ok: true, data: [1] });
  assertEquals(afterLoading(ready, failure), {
    status: "ready",
    data: [1],
    outdated: failure,
  });
  assertEquals(afterLoading({ status: "loading" }, failure), {
    status: "error",
    failure,
  });
});

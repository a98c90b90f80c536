import { assertEquals, assertThrows } from "@std/assert";
import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import { declareRules } from "../../../routes/access/guard.ts";
import { READER, writer } from "../../../routes/access/security.ts";

const responses = { 204: { description: "Done" } };

function appWith(
  method: "get" | "post",
  security?: Record<string, string[]>[],
) {
  const app = new OpenAPIHono();
  const path = "/api/v1/things/{id}";
  const route = createRoute({ method, path, security, responses });
  app.openapi(route, (c) => c.body(null, 204));
  return app;
}

const OPEN = { requireTokenForReads: false };
const CLOSED = { requireTokenForReads: true };

Deno.test("A program with a write that does not say who may does not start", () => {
  assertThrows(
    () => declareRules(appWith("post"), new Map(), OPEN),
    TypeError,
    "POST /api/v1/things/{id} does not say who may",
  );
  const undescribed = new OpenAPIHono();
  undescribed.delete("/api/v1/things", (c) => c.body(null, 204));
  assertThrows(
    () => declareRules(undescribed, new Map(), OPEN),
    TypeError,
    "DELETE /api/v1/things does not say who may",
  );
});

Deno.test("A way in that the guard does not know is none", () => {
  const app = appWith("post", [{ oauth: ["everything"] }]);
  assertThrows(() => declareRules(app, new Map(), OPEN), Error);
});

Deno.test("Reads are open unless they or the setting say otherwise", () => {
  const rulesOf = (
    app: ReturnType<typeof appWith>,
    options: typeof OPEN,
  ) => {
    const rules = new Map();
    declareRules(app, rules, options);
    return [...rules];
  };
  assertEquals(rulesOf(appWith("get"), OPEN), []);
  const at = "GET /api/v1/things/:id";
  assertEquals(rulesOf(appWith("get"), CLOSED), [[at, READER]]);
  assertEquals(rulesOf(appWith("get", []), CLOSED), [[at, []]]);
  const scoped = writer("rates:write");
  assertEquals(rulesOf(appWith("post", scoped), CLOSED), [
    ["POST /api/v1/things/:id", scoped],
  ]);
});

/** Answers that were kept are counted and logged as the app's are. */

import { assertEquals } from "@std/assert";
import type { Log } from "../../rates/ports.ts";
import type { CountAnswer } from "../../routes/measure.ts";
import { createTellKept } from "../../routes/tell_kept.ts";
import { silent } from "../support/world.ts";

const request = new Request("http://service.example/convert?token=secret");
const response = new Response(null, {
  status: 304,
  headers: { "x-request-id": "7f" },
});

function told(accessLog: boolean) {
  const counted: Parameters<CountAnswer>[0][] = [];
  const lines: Parameters<Log["info"]>[] = [];
  const tellKept = createTellKept({
    accessLog,
    log: { ...silent, info: (...line) => void lines.push(line) },
    countAnswer: (answer) => void counted.push(answer),
  });
  tellKept(request, response, "/convert");
  return { counted, lines };
}

Deno.test("A kept answer is counted, and logged only where every answer is", () => {
  const { counted, lines } = told(false);
  assertEquals(counted, [{
    method: "GET",
    route: "/convert",
    status: 304,
    source: "kept",
    seconds: null,
  }]);
  assertEquals(lines, []);
});

Deno.test("The log of a kept answer names its request id and leaves its query out", () => {
  const { lines } = told(true);
  assertEquals(lines, [["Answered", {
    requestId: "7f",
    method: "GET",
    path: "/convert",
    status: 304,
    elapsedMs: 0,
  }]]);
});

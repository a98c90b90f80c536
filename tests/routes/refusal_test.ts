/** What is wrong with a request is said in plain sentences. */

import { assertEquals } from "@std/assert";
import { useService } from "../support/service.ts";
import { bank, NOW } from "../support/upstreams.ts";

const service = useService(() => ({ providers: [bank()], time: NOW }));

const REFUSED: [string, string, unknown, string, string][] = [
  ["POST", "/currencies", null, "", "Send a JSON object."],
  ["POST", "/currencies", [], "", "Send a JSON object."],
  ["POST", "/currencies", {}, "code", "This is required."],
  [
    "PATCH",
    "/currencies/EUR",
    { minor_units: -1 },
    "minor_units",
    "The least is 0.",
  ],
  [
    "PATCH",
    "/currencies/EUR",
    { minor_units: 99 },
    "minor_units",
    "The most is 8.",
  ],
  [
    "PATCH",
    "/currencies/EUR",
    { minor_units: 1.5 },
    "minor_units",
    "Give a whole number.",
  ],
  [
    "PATCH",
    "/currencies/EUR",
    { enabled: "yes" },
    "enabled",
    "Give true or false.",
  ],
  ["PATCH", "/currencies/EUR", { name: 7 }, "name", "Give this as text."],
  [
    "PATCH",
    "/currencies/EUR",
    { name: " " },
    "name",
    "This must not be empty.",
  ],
  [
    "PATCH",
    "/currencies/EUR",
    { symbol: "x".repeat(11) },
    "symbol",
    "This has 10 characters at most.",
  ],
  [
    "PATCH",
    "/currencies/EUR",
    { enabled: true, colour: 1 },
    "colour",
    "There is no such member here. Check its spelling.",
  ],
  ["PUT", "/providers/order", { order: "bank" }, "order", "Give a list."],
  [
    "PUT",
    "/providers/order",
    { order: [] },
    "order",
    "This must not be empty.",
  ],
  [
    "GET",
    "/currency-rates?source=EUR&date_from=2024-10-24&date_to=2024-10-25&fill=next",
    undefined,
    "fill",
    "Give one of: none, previous.",
  ],
  [
    "GET",
    "/currencies?colour=red",
    undefined,
    "colour",
    "There is no such parameter here. Check its spelling.",
  ],
];

for (const [method, path, body, field, message] of REFUSED) {
  Deno.test(`${method} ${path} of ${JSON.stringify(body)} is told: ${message}`, async () => {
    const response = await service().send(method, path, body);
    const { errors } = await response.json();
    assertEquals([response.status, errors], [400, [{ field, message }]]);
  });
}

/** JSON without a lost digit. */

import { assertEquals } from "@std/assert";
import { parseJson } from "../../providers/json.ts";

Deno.test("Numbers come back as the text in which they were published", () => {
  assertEquals(
    parseJson(
      `{"a":1.10,"b":[4.6313829e-10,12345678901234567890.123],"c":null,"d":"x","e":true}`,
    ),
    {
      a: "1.10",
      b: ["4.6313829e-10", "12345678901234567890.123"],
      c: null,
      d: "x",
      e: true,
    },
  );
});

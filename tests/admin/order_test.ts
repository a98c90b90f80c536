/** Ordering lists: moving one item keeps all others. */

import { assertEquals } from "@std/assert";
import { moved, movedTo } from "../../admin-ui/src/order.ts";

Deno.test("Moving stops at the ends and never loses an item", () => {
  const list = ["a", "b", "c"];
  assertEquals(moved(list, "a", 1), ["b", "a", "c"]);
  assertEquals(moved(list, "a", -1), list);
  assertEquals(moved(list, "c", 1), list);
  assertEquals(moved(list, "x", 1), list);
  assertEquals(movedTo(list, "c", 0), ["c", "a", "b"]);
  assertEquals(movedTo(list, "a", 2), ["b", "c", "a"]);
});

/** What is read once stands until something changes, and no longer than changes are followed. */

import { assertEquals, assertRejects } from "@std/assert";
import { Standing } from "../../rates/standing.ts";

function setUp() {
  const watch = {
    isFollowing: true,
    version: 1,
    follows: () => watch.isFollowing,
  };
  let reads = 0;
  let fault: Error | null = null;
  const standing = new Standing(watch, () => {
    reads++;
    return fault ? Promise.reject(fault) : Promise.resolve(reads);
  });
  return {
    watch,
    standing,
    reads: () => reads,
    breakWith: (error: Error | null) => fault = error,
  };
}

Deno.test("All who ask while nothing changes share one reading", async () => {
  const { standing, reads } = setUp();
  const all = await Promise.all([standing.get(), standing.get()]);
  assertEquals([...all, await standing.get()], [1, 1, 1]);
  assertEquals(reads(), 1);
});

Deno.test("After a change it is read anew", async () => {
  const { standing, watch } = setUp();
  await standing.get();
  watch.version++;
  assertEquals(await standing.get(), 2);
  assertEquals(await standing.get(), 2);
});

Deno.test("While changes are not followed it is read for each question", async () => {
  const { standing, watch } = setUp();
  await standing.get();
  watch.isFollowing = false;
  assertEquals(await standing.get(), 2);
  assertEquals(await standing.get(), 3);
});

Deno.test("What was read before a change does not stand after it, whenever its reading ends", async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const answers = [promise, Promise.resolve("new")];
  const watch = { version: 1, follows: () => true };
  const standing = new Standing(
    watch,
    () => answers.shift() ?? Promise.reject(new Error("Read too often")),
  );
  const first = standing.get();
  watch.version++;
  assertEquals(await standing.get(), "new");
  resolve("old");
  assertEquals(await first, "old");
  assertEquals(await standing.get(), "new");
});

Deno.test("A reading that failed is tried again by whoever asks next", async () => {
  const { standing, breakWith } = setUp();
  breakWith(new Error("away"));
  await assertRejects(() => standing.get(), Error, "away");
  breakWith(null);
  assertEquals(await standing.get(), 2);
});

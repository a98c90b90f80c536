/** Leases on both databases. */

import { assertEquals } from "@std/assert";
import { useDatabases } from "../support/databases.ts";

const test = useDatabases();

test("Of many who take a lease at once one gets it, keeps it, and hands it on", async (fresh) => {
  await using storage = await fresh.open();
  const { leases } = storage;
  const names = Array.from({ length: 8 }, (_, i) => `process ${i}`);
  const taken = await Promise.all(
    names.map((holder) => leases.take("tick", { holder, seconds: 60 })),
  );
  assertEquals(taken.filter(Boolean).length, 1);
  const holder = names[taken.indexOf(true)] ?? "";
  assertEquals(await leases.take("tick", { holder, seconds: 60 }), true);
  await leases.release("tick", "somebody else");
  assertEquals(
    await leases.take("tick", { holder: "next", seconds: 60 }),
    false,
  );
  assertEquals(
    await leases.take("other", { holder: "next", seconds: 60 }),
    true,
  );
  await leases.release("tick", holder);
  assertEquals(
    await leases.take("tick", { holder: "next", seconds: 60 }),
    true,
  );
});

test("A lease whose holder died is free once it has run out", async (fresh) => {
  await using storage = await fresh.open();
  const { leases } = storage;
  assertEquals(await leases.take("tick", { holder: "dead", seconds: 0 }), true);
  assertEquals(
    await leases.take("tick", { holder: "next", seconds: 60 }),
    true,
  );
});

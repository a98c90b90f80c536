/** Leases on both databases. */

import { assertEquals } from "@std/assert";
import { useDatabases } from "../support/databases.ts";

const test = useDatabases();

/** One time in two centuries: none comes or goes while a test runs. */
const RARELY = { everySeconds: 6_400_000_000, atSecond: 0 };

function lease(holder: string, seconds = 60) {
  return { holder, seconds };
}

test("Of many who take a lease at once one gets it, keeps it by renewing, and another name is another lease", async (fresh) => {
  await using storage = await fresh.open();
  const { leases } = storage;
  const names = Array.from({ length: 8 }, (_, i) => `process ${i}`);
  const taken = await Promise.all(
    names.map((name) => leases.take("tick", lease(name), RARELY)),
  );
  assertEquals(taken.filter(Boolean).length, 1);
  const holder = names[taken.indexOf(true)] ?? "";
  assertEquals(await leases.renew("tick", lease(holder)), true);
  assertEquals(await leases.renew("tick", lease("next")), false);
  assertEquals(await leases.take("other", lease("next"), RARELY), true);
});

test("Work that was begun is not begun again at the same time of its schedule, and is at the next", async (fresh) => {
  await using storage = await fresh.open();
  const { leases, sql } = storage;
  assertEquals(await leases.take("tick", lease("one"), RARELY), true);
  await leases.release("tick", "somebody else");
  await leases.release("tick", "one");
  assertEquals(await leases.take("tick", lease("one"), RARELY), false);
  assertEquals(await leases.take("tick", lease("two"), RARELY), false);
  await sql`update leases set slot = slot - interval '1 second'`;
  assertEquals(await leases.take("tick", lease("two"), RARELY), true);
});

test("A lease that is held is not taken at the next time, unless its holder died", async (fresh) => {
  await using storage = await fresh.open();
  const { leases, sql } = storage;
  const next = () => sql`update leases set slot = slot - interval '1 second'`;
  assertEquals(await leases.take("tick", lease("one"), RARELY), true);
  await next();
  assertEquals(await leases.take("tick", lease("two"), RARELY), false);
  assertEquals(await leases.renew("tick", lease("one", 0)), true);
  assertEquals(await leases.take("tick", lease("two"), RARELY), true);
  assertEquals(await leases.renew("tick", lease("one")), false);
});

test("The time is the scheduled one nearest to the database's clock", async (fresh) => {
  await using storage = await fresh.open();
  const { leases, sql } = storage;
  for (const atSecond of [0, 40, 150, 299]) {
    const name = `at ${atSecond}`;
    await leases.take(name, lease("one"), { everySeconds: 300, atSecond });
    const [row] = await sql<{ off: number; place: number }[]>`
      select abs(extract(epoch from now() - slot))::float8 as off,
        mod(extract(epoch from slot)::bigint, 300)::integer as place
      from leases where name = ${name}`;
    assertEquals([row?.place, (row?.off ?? 999) <= 151], [atSecond, true]);
  }
});

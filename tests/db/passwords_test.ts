/** How passwords are kept: the standard's bytes, whoever computes them, and never much work at once. */

import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import {
  type Argon2,
  formatPhc,
  nativeArgon2,
  parsePhc,
  portableArgon2,
} from "../../db/argon2.ts";
import { createPasswords } from "../../db/passwords.ts";
import { AppError } from "../../rates/errors.ts";

const LEAST = { memory: 8, passes: 1, parallelism: 1 };

/** Of the reference implementation: https://github.com/P-H-C/phc-winner-argon2/blob/master/src/test.c */
const VECTORS = [
  "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
  "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
];

for (
  const [name, argon2] of [
    ["the runtime", nativeArgon2],
    ["WebAssembly", portableArgon2],
  ] as const
) {
  Deno.test(`Argon2id by ${name} makes the bytes of the reference implementation`, async () => {
    const { verify } = createPasswords({ argon2 });
    for (const phc of VECTORS) {
      assertEquals((await verify("password", phc)).ok, true, phc);
      assertEquals((await verify("Password", phc)).ok, false, phc);
    }
  });
}

Deno.test("A password is kept as a PHC string of its own salt, at the cost that OWASP asks for", async () => {
  const { hash, verify } = createPasswords();
  const [one, two] = [await hash("violet anvil"), await hash("violet anvil")];
  assertMatch(
    one,
    /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/,
  );
  assert(one !== two);
  assertEquals(await verify("violet anvil", one), {
    ok: true,
    outdated: false,
  });
});

Deno.test("The same letters are the same password, however a keyboard composes them", async () => {
  const { hash, verify } = createPasswords({ cost: LEAST });
  const kept = await hash("caf\u00e9 ﬁne");
  assertEquals((await verify("cafe\u0301 fine", kept)).ok, true);
  assertEquals((await verify("cafe fine", kept)).ok, false);
});

Deno.test("A hash that cost less than today's is right, and outdated", async () => {
  const old = await createPasswords({ cost: LEAST }).hash("violet anvil");
  const { verify } = createPasswords({ cost: { ...LEAST, memory: 16 } });
  assertEquals(await verify("violet anvil", old), { ok: true, outdated: true });
});

Deno.test("What is no PHC string of Argon2id is nobody's password", async () => {
  const { verify } = createPasswords({ cost: LEAST });
  for (
    const wrong of [
      "",
      "violet anvil",
      "$argon2i$v=19$m=8,t=1,p=1$c29tc2FsdA$AAAA",
      "$argon2id$v=19$m=8,t=1,p=1$$",
      "$2b$12$abcdefghijklmnopqrstuv",
    ]
  ) {
    assertEquals(parsePhc(wrong), null, wrong);
    assertEquals((await verify("violet anvil", wrong)).ok, false);
  }
  const [phc = ""] = VECTORS;
  const parsed = parsePhc(phc);
  assertEquals(parsed && formatPhc(parsed), phc);
});

/** Argon2 that ends when it is told to. */
function held() {
  const waiting: (() => void)[] = [];
  const asked: unknown[] = [];
  let atOnce = 0;
  let most = 0;
  const argon2: Argon2 = async (password, salt, cost) => {
    asked.push({ bytes: password.length, salt: salt.length, cost });
    most = Math.max(most, ++atOnce);
    await new Promise<void>((resolve) => waiting.push(resolve));
    atOnce--;
    return new Uint8Array(cost.length);
  };
  return {
    argon2,
    asked,
    most: () => most,
    async releaseAll(until: Promise<unknown>) {
      let over = false;
      const done = until.then(() => over = true);
      while (!over) {
        waiting.shift()?.();
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
      await done;
    },
  };
}

Deno.test("Two hashes at a time are made, few wait, and the others are told to come back", async () => {
  const { argon2, most, releaseAll } = held();
  const { verify } = createPasswords({ argon2 });
  const tries = Array.from({ length: 60 }, () => verify("x", null));
  const settled = Promise.allSettled(tries);
  await releaseAll(settled);
  const refused = (await settled).filter(({ status }) => status === "rejected");
  assertEquals([most(), refused.length], [2, 18]);
  const error = await assertRejects(
    () => tries.at(-1) ?? Promise.resolve(),
    AppError,
  );
  assertEquals([error.code, error.details.retryAfterSeconds], ["busy", 2]);
  // And once they are done, the next is looked at again.
  const next = verify("x", null);
  await releaseAll(next);
  assertEquals((await next).ok, false);
});

Deno.test("A name that nobody has costs the same work as one that somebody has", async () => {
  const { argon2, asked, releaseAll } = held();
  const { verify } = createPasswords({ argon2 });
  const kept = formatPhc({
    memory: 19_456,
    passes: 2,
    parallelism: 1,
    salt: new Uint8Array(16),
    hash: new Uint8Array(32).fill(1),
  });
  const both = Promise.all([verify("guess", kept), verify("guess", null)]);
  await releaseAll(both);
  assertEquals(asked.length, 2);
  assertEquals(asked[0], asked[1]);
});

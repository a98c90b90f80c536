/** The command that makes administrators: what it asks for, what it refuses, and what nobody sees. */

import { assertEquals, assertMatch } from "@std/assert";
import { createAdmin, type CreateAdminDeps } from "../../jobs/create_admin.ts";
import {
  askHidden,
  HiddenLine,
  readFirstLine,
} from "../../jobs/hidden_line.ts";
import { createPasswords } from "../../db/passwords.ts";
import { useDatabases } from "../support/databases.ts";
import { PASSWORD } from "../support/people.ts";

const test = useDatabases();

const passwords = createPasswords({
  cost: { memory: 8, passes: 1, parallelism: 1 },
});

function never(): Promise<never> {
  return Promise.reject(new Error("The database was opened for nothing"));
}

async function run(args: string[], given: Partial<CreateAdminDeps> = {}) {
  const printed: string[] = [];
  const exit = await createAdmin(args, {
    passwords,
    clock: () => new Date("2024-10-30T12:00:00Z"),
    password: null,
    terminal: null,
    piped: () => Promise.resolve(null),
    open: never,
    print: (line) => void printed.push(line),
    ...given,
  });
  return [exit, printed.join("\n")] as const;
}

/** A terminal at which these are typed. */
function typing(username: string, ...hidden: (string | null)[]) {
  const asked: string[] = [];
  return {
    asked,
    terminal: {
      ask: (question: string) => (asked.push(question), username),
      askHidden: (question: string) => {
        asked.push(question);
        return Promise.resolve(hidden.shift() ?? null);
      },
    },
  };
}

test("An administrator is made by what is piped in, by the environment, and at a terminal", async (fresh) => {
  await using storage = await fresh.open();
  const { users } = storage;
  const open = () => Promise.resolve({ users, close: () => Promise.resolve() });
  const piped = () => Promise.resolve(PASSWORD);
  assertEquals(await run(["--username", "Ada"], { open, piped }), [
    0,
    "'ada' can log in now, as an administrator.",
  ]);
  const password = PASSWORD;
  const [second] = await run(["--username", "grace"], { open, password });
  const { asked, terminal } = typing("mary", PASSWORD, PASSWORD);
  const [third] = await run([], { open, terminal });
  assertEquals([second, third], [0, 0]);
  assertEquals(asked, ["User name:", "Password: ", "Once more: "]);
  assertEquals(
    (await users.list()).map(({ username, role }) => [username, role]),
    [["ada", "admin"], ["grace", "admin"], ["mary", "admin"]],
  );
  const found = await users.credentials("mary");
  const { ok } = await passwords.verify(PASSWORD, found?.password ?? null);
  assertEquals(ok, true);
  const [entry] = await storage.audit.list({ limit: 1 });
  assertEquals([entry?.actor, entry?.action, entry?.subject], [
    { kind: "system", name: "command" },
    "user.create",
    "mary",
  ]);
});

test("Somebody who is there already gets a new password only when that is asked for", async (fresh) => {
  await using storage = await fresh.open();
  const { users } = storage;
  const open = () => Promise.resolve({ users, close: () => Promise.resolve() });
  const given = { open, password: PASSWORD };
  await run(["--username", "ada"], given);
  const [exit, why] = await run(["--username", "ada"], given);
  assertEquals(exit, 2);
  assertMatch(why, /a user 'ada' already.*--reset-password/);
  const next = { open, password: "seven lamps under rain" };
  const reset = await run(["--username", "ada", "--reset-password"], next);
  assertEquals(reset[0], 0);
  const found = await users.credentials("ada");
  const { ok } = await passwords.verify(next.password, found?.password ?? null);
  assertEquals(ok, true);
});

Deno.test("What cannot be used is refused before the database is opened", async () => {
  const password = PASSWORD;
  const cases: [string[], Partial<CreateAdminDeps>, number, RegExp][] = [
    [[], {}, 2, /Give --username/],
    [["--username", "ada"], {}, 2, /ADMIN_PASSWORD, or pipe it in/],
    [["--username", "a b"], { password }, 2, /letters, digits/],
    [["--username", "ada"], { password: "short" }, 2, /12 characters/],
    [["--username", "ada"], { password: "password1234" }, 2, /guess/],
    [["--name", "ada"], { password }, 2, /Not understood: --name/],
    [["--help"], {}, 0, /create-admin --username/],
    [[], typing("ada", PASSWORD, "another"), 2, /two different passwords/],
    [[], typing("ada", null), 130, /^$/],
    [[], typing("ada", PASSWORD, null), 130, /^$/],
  ];
  for (const [args, given, exit, words] of cases) {
    const ended = await run(args, given);
    assertEquals(ended[0], exit, args.join(" "));
    assertMatch(ended[1], words);
  }
});

Deno.test("A hidden line takes letters in, takes them back, and ends with Enter, Ctrl-C or Ctrl-D", () => {
  const typed = (...keys: string[]) => {
    const line = new HiddenLine();
    return keys.map((some) => line.take(some)).at(-1);
  };
  const line = (text: string) => ({ kind: "line", text });
  assertEquals(typed("ab", "c\r"), line("abc"));
  assertEquals(typed("ab\x7f\x7f\x7fcé😀\x7f!\n"), line("cé!"));
  assertEquals(typed("a\tb\x1b\x00c\r"), line("abc"));
  assertEquals(typed("\r"), line(""));
  assertEquals(typed("abc"), { kind: "more" });
  assertEquals(typed("abc", "\x03"), { kind: "given up" });
  assertEquals(typed("\x04"), { kind: "given up" });
});

Deno.test("A terminal shows nothing of the answer from before the question until after Enter", async () => {
  const seen: string[] = [];
  const typed = [[0x61, 0xc3], [0xa9, 0x0d]];
  const answer = await askHidden("Password: ", {
    setRaw: (raw) => void seen.push(raw ? "hidden" : "shown"),
    read(bytes) {
      seen.push("read");
      const keys = typed.shift() ?? [];
      bytes.set(keys);
      return Promise.resolve(keys.length);
    },
    show: (text) => void seen.push(text),
  });
  assertEquals(answer, "aé");
  assertEquals(seen, ["hidden", "Password: ", "read", "read", "shown", "\n"]);
});

Deno.test("Of what is piped in the first line counts, however it comes", async () => {
  const read = (...parts: string[]) =>
    readFirstLine(
      ReadableStream.from(parts.map((part) => new TextEncoder().encode(part))),
    );
  assertEquals(await read("violet ", "anvil\r\nmore"), "violet anvil");
  assertEquals(await read("violet anvil"), "violet anvil");
  assertEquals([await read(), await read("\n"), await read("")], [
    null,
    null,
    null,
  ]);
});

/** The command `create-admin`: an administrator, made by whoever may run programs where the service runs. */

import { parseArgs } from "@std/cli/parse-args";
import { refusePassword } from "../rates/accounts/password_rules.ts";
import { system } from "../rates/accounts/system.ts";
import { parseUsername, USERNAME_RULE } from "../rates/accounts/username.ts";
import { AppError } from "../rates/errors.ts";
import type { Clock, Passwords, UserStore } from "../rates/ports.ts";
import { EXIT } from "./exit.ts";

/** What the command needs. */
export interface CreateAdminDeps {
  readonly passwords: Pick<Passwords, "hash">;
  readonly clock: Clock;
  /** The password of ADMIN_PASSWORD; null to ask for one. */
  readonly password: string | null;
  /** Where somebody can be asked; null where there is no terminal. */
  readonly terminal: {
    ask(question: string): string | null;
    askHidden(question: string): Promise<string | null>;
  } | null;
  /** The first line that is piped in. */
  readonly piped: () => Promise<string | null>;
  readonly open: () => Promise<
    {
      readonly users: Pick<UserStore, "credentials" | "create" | "update">;
      close(): Promise<void>;
    }
  >;
  readonly print: (line: string) => void;
}

const USAGE =
  `Makes an administrator. On a terminal it asks for what is missing, elsewhere:

  deno task create-admin --username ada < password.txt
  ADMIN_PASSWORD=… deno task create-admin --username ada

  --username        the name
  --reset-password  give an existing user a new password, and make them an administrator

Exit codes: 0 done, 2 wrong usage, 4 a fault of the database, 130 given up.`;

interface Flags {
  readonly username?: string;
  readonly help?: boolean;
  readonly "reset-password"?: boolean;
}

/** Runs the command and gives its exit code. */
export async function createAdmin(
  args: readonly string[],
  deps: CreateAdminDeps,
): Promise<number> {
  const unknown: string[] = [];
  const flags: Flags = parseArgs([...args], {
    string: ["username"],
    boolean: ["help", "reset-password"],
    alias: { h: "help" },
    unknown: (arg: string) => {
      unknown.push(arg);
      return false;
    },
  });
  const refuse = (why: string) => {
    deps.print(why);
    return EXIT.usage;
  };
  if (flags.help) {
    deps.print(USAGE);
    return EXIT.done;
  }
  if (unknown.length > 0) {
    return refuse(`Not understood: ${unknown.join(" ")}.\n\n${USAGE}`);
  }
  const given = flags.username ?? deps.terminal?.ask("User name:") ?? null;
  if (given === null) return refuse(`Give --username.\n\n${USAGE}`);
  const username = parseUsername(given);
  if (username === null) return refuse(USERNAME_RULE);
  const password = await readPassword(deps);
  if (typeof password !== "string") {
    return password.why === null ? EXIT.interrupted : refuse(password.why);
  }
  const weak = await refusePassword(password, [username]);
  if (weak !== null) return refuse(weak);
  const hash = await deps.passwords.hash(password);
  const { users, close } = await deps.open();
  try {
    const made = await save(users, deps.clock(), {
      username,
      password: hash,
      reset: flags["reset-password"] ?? false,
    });
    deps.print(made);
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "conflict") throw error;
    return refuse(
      `${error.message} Or give this user a new password: --reset-password.`,
    );
  } finally {
    await close();
  }
}

/** The password, or why there is none; null when somebody gave up. */
async function readPassword(
  { password, terminal, piped }: CreateAdminDeps,
): Promise<string | { readonly why: string | null }> {
  if (password !== null) return password;
  if (!terminal) {
    return await piped() ??
      { why: "Give the password in ADMIN_PASSWORD, or pipe it in." };
  }
  const first = await terminal.askHidden("Password: ");
  const second = first && await terminal.askHidden("Once more: ");
  if (!first || !second) return { why: null };
  return first === second
    ? first
    : { why: "These are two different passwords. Nothing was changed." };
}

/** Does it, and says what was done. */
async function save(
  users: Pick<UserStore, "credentials" | "create" | "update">,
  now: Date,
  { username, password, reset }: {
    readonly username: string;
    readonly password: string;
    readonly reset: boolean;
  },
): Promise<string> {
  const by = system("command");
  const found = reset ? await users.credentials(username) : null;
  if (!found) {
    await users.create({ username, password, role: "admin" }, now, by);
    return `'${username}' can log in now, as an administrator.`;
  }
  await users.update(found.user.id, { password, role: "admin" }, now, by);
  return `'${username}' is an administrator and has the new password; old sessions have ended.`;
}

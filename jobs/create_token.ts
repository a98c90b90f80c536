/** The command `create-token`: an API token, made by whoever may run programs where the service runs. */

import { parseArgs } from "@std/cli/parse-args";
import { SCOPES } from "../rates/accounts/scopes.ts";
import { system } from "../rates/accounts/system.ts";
import { parseUsername } from "../rates/accounts/username.ts";
import type { Clock, Scope, TokenStore, UserStore } from "../rates/ports.ts";
import { EXIT } from "./exit.ts";

/** What the command needs. */
export interface CreateTokenDeps {
  readonly clock: Clock;
  readonly open: () => Promise<
    {
      readonly users: Pick<UserStore, "credentials">;
      readonly tokens: Pick<TokenStore, "create">;
      close(): Promise<void>;
    }
  >;
  readonly print: (line: string) => void;
}

const USAGE =
  `Makes an API token and prints it: once, and nothing else, so that a shell can keep it.

  token=$(deno task create-token --username ada --name "price list" --scopes currencies:write)

  --username  the administrator with whose account it ends
  --name      what it is for
  --scopes    what it may do: ${SCOPES.join(",")}
  --days      for how many days; without it until it is revoked

Exit codes: 0 done, 2 wrong usage, 4 a fault of the database.`;

const DAY_MS = 86_400_000;

interface Flags {
  readonly username?: string;
  readonly name?: string;
  readonly scopes?: string;
  readonly days?: string;
  readonly help?: boolean;
}

interface Wanted {
  readonly username: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Null for ever. */
  readonly days: number | null;
}

/** Runs the command and gives its exit code. */
export async function createToken(
  args: readonly string[],
  { clock, open, print }: CreateTokenDeps,
): Promise<number> {
  const unknown: string[] = [];
  const flags: Flags = parseArgs([...args], {
    string: ["username", "name", "scopes", "days"],
    boolean: ["help"],
    alias: { h: "help" },
    unknown: (arg: string) => {
      unknown.push(arg);
      return false;
    },
  });
  if (flags.help) {
    print(USAGE);
    return EXIT.done;
  }
  const wanted = unknown.length > 0
    ? `Not understood: ${unknown.join(" ")}.`
    : understand(flags);
  if (typeof wanted === "string") {
    print(`${wanted}\n\n${USAGE}`);
    return EXIT.usage;
  }
  const { users, tokens, close } = await open();
  try {
    const found = await users.credentials(wanted.username);
    if (found?.user.role !== "admin") {
      print(
        `There is no administrator '${wanted.username}'. deno task create-admin makes one.`,
      );
      return EXIT.usage;
    }
    const { days, ...same } = wanted;
    const now = clock();
    const expiresAt = days === null
      ? null
      : new Date(now.getTime() + days * DAY_MS);
    const { secret } = await tokens.create(
      { ...same, expiresAt, userId: found.user.id },
      now,
      system("command"),
    );
    print(secret);
    return EXIT.done;
  } finally {
    await close();
  }
}

/** What is wanted, or what is wrong with it. */
function understand({ username, name, scopes, days }: Flags): Wanted | string {
  const user = username === undefined ? null : parseUsername(username);
  if (user === null) return "Give --username, an administrator's.";
  const title = name?.trim() ?? "";
  if (!/^[^\p{Cc}\p{Cs}]{1,60}$/u.test(title)) {
    return "Give --name, a line of 60 characters at most.";
  }
  const words = new Set(scopes?.split(",").map((word) => word.trim()));
  const known = SCOPES.filter((scope) => words.has(scope));
  if (known.length === 0 || known.length < words.size) {
    return `Give --scopes, some of ${SCOPES.join(",")}.`;
  }
  if (days !== undefined && !/^[1-9]\d{0,4}$/.test(days)) {
    return `--days must be a whole number of days, not '${days}'.`;
  }
  return {
    username: user,
    name: title,
    scopes: known,
    days: days === undefined ? null : Number(days),
  };
}

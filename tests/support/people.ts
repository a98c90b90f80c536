/** The people and programs of the tests: an administrator, a viewer, and tokens of every scope. */

import { createPasswords } from "../../db/passwords.ts";
import type { Storage } from "../../db/storage.ts";
import { system } from "../../rates/accounts/system.ts";
import type { Clock, Role, Scope } from "../../rates/ports.ts";
import { SESSION_COOKIE } from "../../routes/access/cookie.ts";

/** Who sends a request: somebody who has logged in, or a program with a token of that scope. */
export type Person = Role | Scope;

/** Who does what a test needs to be done. */
export const SYSTEM = system("command");

/** What everybody's password is. */
export const PASSWORD = "violet anvil of tuesday";

const cheap = createPasswords({
  cost: { memory: 8, passes: 1, parallelism: 1 },
});

/** Makes people in a database when they are first needed, without the ways that are tested elsewhere. */
export class People {
  readonly #storage: Pick<Storage, "users" | "sessions" | "tokens">;
  readonly #clock: Clock;
  readonly #known = new Map<Person, Promise<Record<string, string>>>();

  constructor(
    storage: Pick<Storage, "users" | "sessions" | "tokens">,
    clock: Clock,
  ) {
    this.#storage = storage;
    this.#clock = clock;
  }

  /** The headers by which the service knows them. */
  credentials(person: Person): Promise<Record<string, string>> {
    const known = this.#known.get(person) ?? this.#introduce(person);
    this.#known.set(person, known);
    return known;
  }

  /** Lets them log in with {@linkcode PASSWORD}, called as their role. */
  async register(role: Role): Promise<void> {
    await this.#user(role);
  }

  /** Has them log in anew next time: for tests that log them out. */
  forget(person: Person): void {
    this.#known.delete(person);
  }

  async #introduce(person: Person): Promise<Record<string, string>> {
    if (person === "admin" || person === "viewer") {
      return { cookie: await this.#logIn(person) };
    }
    const { tokens } = this.#storage;
    const { secret } = await tokens.create(
      {
        name: person,
        scopes: [person],
        expiresAt: null,
        userId: (await this.#user("admin")).user.id,
      },
      this.#clock(),
      SYSTEM,
    );
    return { authorization: `Bearer ${secret}` };
  }

  async #logIn(role: Role): Promise<string> {
    const { user, password } = await this.#user(role);
    const begun = await this.#storage.sessions.create(
      { userId: user.id, password, userAgent: null, replaces: null },
      this.#clock(),
      SYSTEM,
    );
    if (!begun) throw new Error(`Cannot log in as the ${role}`);
    return `${SESSION_COOKIE}=${begun.secret}`;
  }

  /** The user who is called as the role, made when there is none. */
  async #user(role: Role) {
    const { users } = this.#storage;
    if (role === "viewer") await this.#user("admin");
    const found = await users.credentials(role);
    if (found) return found;
    const password = await cheap.hash(PASSWORD);
    const input = { username: role, role, password };
    return {
      user: await users.create(input, this.#clock(), SYSTEM),
      password,
    };
  }
}

/** The users: who may log in, adding them, and changing what they may do. */

import { createModel } from "@preact/signals";
import { ask } from "../api/ask.ts";
import type { Client, Role, User } from "../api/client.ts";
import { createListing, mapped } from "../api/listing.ts";
import type { Result } from "../api/result.ts";

/** Somebody to add. */
export interface NewUser {
  readonly username: string;
  readonly password: string;
  readonly role: Role;
}

/** The users of one service. */
export const UsersModel = createModel(function usersModel(client: Client) {
  const { state, load, put, drop } = createListing<User>(async () =>
    mapped(
      await ask((init) => client.users.$get({ query: {} }, init)),
      ({ users }) => users,
    ), (a, b) => a.username < b.username ? -1 : 1);

  async function change(
    id: number,
    json: { readonly role?: Role; readonly password?: string },
  ): Promise<Result<User>> {
    const param = { id: String(id) };
    const result = await ask((init) =>
      client.users[":id"].$patch({ param, json }, init)
    );
    if (result.ok) put(result.data);
    return result;
  }

  return {
    state,
    load,
    async add(json: NewUser): Promise<Result<User>> {
      const result = await ask((init) => client.users.$post({ json }, init));
      if (result.ok) put(result.data);
      return result;
    },
    setRole: (id: number, role: Role) => change(id, { role }),
    setPassword: (id: number, password: string) => change(id, { password }),
    /** One who is gone already counts as removed. */
    async remove(id: number): Promise<Result<unknown>> {
      const param = { id: String(id) };
      const result = await ask((init) =>
        client.users[":id"].$delete({ param }, init)
      );
      if (!result.ok && result.status !== 404) return result;
      drop(id);
      return { ok: true, data: null };
    },
  };
});

/** What {@linkcode UsersModel} makes. */
export type Users = InstanceType<typeof UsersModel>;

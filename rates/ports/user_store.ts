/** The people who may log in, and how the first of them comes. */

import type { Actor } from "./audit.ts";

/** `admin`: may change everything; `viewer`: may look at everything that is no administrator's business. */
export type Role = "admin" | "viewer";

/** Somebody who may log in. */
export interface User {
  readonly id: number;
  readonly username: string;
  readonly role: Role;
  readonly createdAt: Date;
  readonly lastLoginAt: Date | null;
}

/** Somebody new; the password as a PHC string. */
export interface NewUser {
  readonly username: string;
  readonly role: Role;
  readonly password: string;
}

/** A user with the PHC string of the password: for checking it, and nothing else. */
export interface Credentials {
  readonly user: User;
  readonly password: string;
}

/** The people who may log in. There is an administrator as soon as there is anybody. */
export interface UserStore {
  /** Whether there is nobody yet. */
  isEmpty(): Promise<boolean>;
  /** By name. */
  list(): Promise<User[]>;
  find(id: number): Promise<User | null>;
  credentials(username: string): Promise<Credentials | null>;
  /** @throws {AppError} `conflict` when the name is taken */
  create(input: NewUser, now: Date, by: Actor): Promise<User>;
  /**
   * Null when there is none. A new password ends the user's sessions but for the one to keep; who is no administrator
   * any more has no valid tokens either.
   * @throws {AppError} `conflict` when the last administrator would be gone
   */
  update(
    id: number,
    change: {
      readonly role?: Role;
      readonly password?: string;
      readonly keepSession?: number;
    },
    now: Date,
    by: Actor,
  ): Promise<User | null>;
  /**
   * Whether there was one. Sessions and tokens end with their user.
   * @throws {AppError} `conflict` when the last administrator would be gone
   */
  remove(id: number, now: Date, by: Actor): Promise<boolean>;
  /** Keeps the same password under a stronger hash, unless it was changed meanwhile. */
  rehash(
    id: number,
    hashes: { readonly from: string; readonly to: string },
  ): Promise<void>;
}

/** The way to the first administrator. */
export interface SetupStore {
  /** The secret of a new link that is valid until then; null when there is somebody already. */
  createLink(now: Date, until: Date): Promise<string | null>;
  /** Whether a link has this secret and is valid. */
  isLink(secret: string, now: Date): Promise<boolean>;
  /** Makes the first administrator; null when the link is unknown, used or too old. All links end with it. */
  use(
    secret: string,
    input: Omit<NewUser, "role">,
    now: Date,
    by: Actor,
  ): Promise<User | null>;
}

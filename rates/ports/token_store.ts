/** The keys of programs that use the API. */

import type { Actor } from "./audit.ts";

/** What a token may do: change the named things, or read where reading needs a token. */
export type Scope =
  | "currencies:write"
  | "providers:write"
  | "ingestions:write"
  | "rates:write"
  | "read";

/** The key of a program, without its secret. */
export interface ApiToken {
  readonly id: number;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** The name of whoever made it. */
  readonly createdBy: string;
  readonly createdAt: Date;
  /** Null for never. */
  readonly expiresAt: Date | null;
  /** To the minute. */
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

/** Tokens. Their secrets are told once; only hashes of them are kept. */
export interface TokenStore {
  /** Newest first. */
  list(): Promise<ApiToken[]>;
  /** @throws {AppError} `forbidden` when whoever makes it is no administrator any more */
  create(
    wanted: Pick<ApiToken, "name" | "scopes" | "expiresAt"> & {
      readonly userId: number;
    },
    now: Date,
    by: Actor,
  ): Promise<{ readonly token: ApiToken; readonly secret: string }>;
  /** The valid token of this secret; notes that it was used. */
  find(secret: string, now: Date): Promise<ApiToken | null>;
  /** From now on it opens nothing. Whether there was one. */
  revoke(id: number, now: Date, by: Actor): Promise<boolean>;
}

/** The tokens: which programs may call the API, making one, and revoking it. */

import { createModel, signal } from "@preact/signals";
import { ask } from "../api/ask.ts";
import type { Client, NewToken, Token } from "../api/client.ts";
import { createListing, mapped } from "../api/listing.ts";
import type { Result } from "../api/result.ts";

/** A token to make. */
export interface TokenRequest {
  readonly name: string;
  readonly scopes: readonly Token["scopes"][number][];
  /** An instant; null: until it is revoked. */
  readonly expires_at: string | null;
}

/** The tokens of one service. */
export const TokensModel = createModel(function tokensModel(client: Client) {
  const { state, load, put } = createListing<Token>(async () =>
    mapped(
      await ask((init) => client.tokens.$get({ query: {} }, init)),
      ({ tokens }) => tokens,
    )
  );
  const made = signal<NewToken | null>(null);

  return {
    state,
    load,
    /** The one just made, with its secret, until it is put away. */
    made,
    async make({ name, scopes, expires_at }: TokenRequest): Promise<
      Result<NewToken>
    > {
      const json = { name, scopes: [...scopes], expires_at };
      const result = await ask((init) => client.tokens.$post({ json }, init));
      if (result.ok) {
        const { token: _secret, ...rest } = result.data;
        put(rest);
        made.value = result.data;
      }
      return result;
    },
    async revoke(id: number): Promise<Result<unknown>> {
      const param = { id: String(id) };
      const result = await ask((init) =>
        client.tokens[":id"].$delete({ param }, init)
      );
      if (result.ok) await load();
      return result;
    },
    putAway(): void {
      made.value = null;
    },
  };
});

/** What {@linkcode TokensModel} makes. */
export type Tokens = InstanceType<typeof TokensModel>;

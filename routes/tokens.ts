/** `/tokens`: the keys of programs that use the API. */

import { createRoute, defineOpenAPIRoute, z } from "@hono/zod-openapi";
import { SCOPES } from "../rates/accounts/scopes.ts";
import { AppError } from "../rates/errors.ts";
import type { ApiToken, Clock, TokenStore } from "../rates/ports.ts";
import { actorOf, sessionOf } from "./access/actor.ts";
import { ADMIN } from "./access/security.ts";
import { instant } from "./account_fields.ts";
import { API_ROOT } from "./addresses.ts";
import { NO_CACHE } from "./caching.ts";
import { jsonAnswer, jsonBody } from "./json_body.ts";
import { idParams, line } from "./parameters.ts";
import { problems } from "./problem.ts";

/** What the operations need. */
export interface TokensDeps {
  readonly tokens: Pick<TokenStore, "list" | "create" | "revoke">;
  readonly clock: Clock;
}

const Scopes = z.array(z.enum(SCOPES)).openapi({
  description:
    "What it may change; read: to read where REQUIRE_TOKEN_FOR_READS is on.",
});

const TokenBody = z.object({
  id: z.int(),
  name: z.string().openapi({ example: "ledger import" }),
  scopes: Scopes,
  created_by: z.string().openapi({ example: "ada" }),
  created_at: instant,
  expires_at: instant.nullable(),
  last_used_at: instant.nullable().openapi({ description: "To the minute." }),
  revoked_at: instant.nullable(),
}).openapi("Token");

const NewToken = TokenBody.extend({
  token: z.string().openapi({
    description: "The secret itself. It is told here and never again.",
    example: "myc_1Q2w3E4r5T6y7U8i9O0pAsDfGhJkLzXcVbNm1Q2w3E4",
  }),
}).openapi("NewToken");

const tags = ["Accounts"];

const list = createRoute({
  method: "get",
  path: "/tokens",
  operationId: "listTokens",
  tags,
  summary: "All API tokens, without their secrets",
  security: ADMIN,
  request: { query: z.strictObject({}) },
  responses: {
    200: jsonAnswer("Newest first", z.object({ tokens: z.array(TokenBody) })),
    ...problems(400, 503),
  },
});

const create = createRoute({
  method: "post",
  path: "/tokens",
  operationId: "createToken",
  tags,
  summary: "Make an API token",
  description:
    "For `Authorization: Bearer`. It ends with the account of whoever made it.",
  security: ADMIN,
  request: {
    body: jsonBody(
      z.strictObject({
        name: line(60).openapi({ example: "ledger import" }),
        scopes: Scopes.min(1).max(20).transform((all) => [...new Set(all)])
          .openapi({ type: "array", example: ["currencies:write"] }),
        expires_at: z.iso.datetime({
          offset: true,
          error: "Give an instant such as 2027-01-31T00:00:00Z, or null.",
        }).nullable().openapi({
          description: "Null: until it is revoked.",
          example: null,
        }),
      }).openapi("TokenRequest"),
    ),
  },
  responses: {
    201: jsonAnswer("The token with its secret", NewToken),
    ...problems(400, 413, 415, 503),
  },
});

const revoke = createRoute({
  method: "delete",
  path: "/tokens/{id}",
  operationId: "revokeToken",
  tags,
  summary: "Revoke an API token",
  description: "From this moment it opens nothing, on every instance.",
  security: ADMIN,
  request: { params: idParams },
  responses: {
    204: { description: "It is revoked" },
    ...problems(400, 404, 503),
  },
});

/** The operations, ready to be mounted. */
export function tokens({ tokens: store, clock }: TokensDeps) {
  return [
    defineOpenAPIRoute({
      route: list,
      handler: async (c) => {
        const all = await store.list();
        return c.json({ tokens: all.map(tokenBody) }, 200, NO_CACHE);
      },
    }),
    defineOpenAPIRoute({
      route: create,
      handler: async (c) => {
        const { name, scopes, expires_at } = c.req.valid("json");
        const now = clock();
        const expiresAt = expires_at === null ? null : new Date(expires_at);
        if (expiresAt && expiresAt <= now) {
          const message = "This instant is over. Give a later one, or null.";
          throw new AppError("invalid_request", message, {
            errors: [{ field: "expires_at", message }],
          });
        }
        const { token, secret } = await store.create(
          { name, scopes, expiresAt, userId: sessionOf(c).user.id },
          now,
          actorOf(c),
        );
        c.header("cache-control", "no-store");
        return c.json({ ...tokenBody(token), token: secret }, 201);
      },
    }),
    defineOpenAPIRoute({
      route: revoke,
      handler: async (c) => {
        const { id } = c.req.valid("param");
        if (!await store.revoke(id, clock(), actorOf(c))) {
          throw new AppError(
            "not_found",
            `There is no token ${id}. GET ${API_ROOT}/tokens lists them.`,
          );
        }
        return c.body(null, 204);
      },
    }),
  ] as const;
}

function tokenBody(token: ApiToken): z.infer<typeof TokenBody> {
  return {
    id: token.id,
    name: token.name,
    scopes: [...token.scopes],
    created_by: token.createdBy,
    created_at: token.createdAt.toISOString(),
    expires_at: token.expiresAt?.toISOString() ?? null,
    last_used_at: token.lastUsedAt?.toISOString() ?? null,
    revoked_at: token.revokedAt?.toISOString() ?? null,
  };
}

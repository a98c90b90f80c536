/** `/audit`: who changed what, and when. */

import { createRoute, defineOpenAPIRoute, z } from "@hono/zod-openapi";
import type { AuditEntry, AuditStore } from "../rates/ports.ts";
import { ADMIN } from "./access/security.ts";
import { instant } from "./account_fields.ts";
import { NO_CACHE } from "./caching.ts";
import { Limit, line, once } from "./parameters.ts";
import { problems } from "./problem.ts";

/** What the operation needs. */
export interface AuditDeps {
  readonly audit: Pick<AuditStore, "list">;
}

const facts = z.record(
  z.string(),
  z.union([
    z.string(),
    z.number(),
    z.boolean(),
    z.null(),
    z.array(z.string()),
  ]),
).nullable();

const Entry = z.object({
  id: z.int(),
  at: instant,
  actor: z.object({
    kind: z.enum(["user", "token", "system"]),
    name: z.string(),
  }),
  action: z.string().openapi({ example: "currency.update" }),
  subject: z.string().openapi({ example: "INR" }),
  request_id: z.string().nullable(),
  before: facts.openapi({ description: "What was changed, as it was." }),
  after: facts.openapi({ description: "And as it is." }),
}).openapi("AuditEntry");

const Instant = z.iso.datetime({
  offset: true,
  error: "Give an instant such as 2026-01-31T00:00:00Z.",
}).transform((text) => new Date(text)).openapi({
  type: "string",
  format: "date-time",
  example: "2026-01-31T00:00:00Z",
});

const word = line(100).optional();

const list = createRoute({
  method: "get",
  path: "/audit",
  operationId: "listAudit",
  tags: ["Accounts"],
  summary: "Who changed what, newest first",
  security: ADMIN,
  request: {
    query: z.strictObject({
      actor: word.openapi({ description: "The name of a user or token." }),
      action: word.openapi({
        description: "An action, or the kind of thing before its dot.",
        example: "currency",
      }),
      subject: word.openapi({ description: "The thing, such as INR." }),
      except: once.regex(/^[a-z]{1,40}(,[a-z]{1,40}){0,19}$/, {
        message: "Separate the kinds of things by single commas.",
      }).transform((text) => text.split(",")).optional().openapi({
        type: "string",
        example: undefined,
        description: "Kinds of things to leave out, such as `session`.",
      }),
      from: Instant.optional(),
      to: Instant.optional().openapi({ description: "Before this instant." }),
      before: once.regex(
        /^[1-9]\d{0,14}$/,
        "Give next_before of the page before.",
      )
        .transform(Number).optional().openapi({
          type: "integer",
          example: undefined,
          description: "`next_before` of the page before.",
        }),
      limit: Limit,
    }),
  },
  responses: {
    200: {
      description: "One page",
      content: {
        "application/json": {
          schema: z.object({
            entries: z.array(Entry),
            next_before: z.int().nullable().openapi({
              description: "For the next page; null on the last.",
            }),
          }),
        },
      },
    },
    ...problems(400, 503),
  },
});

/** The operation, ready to be mounted. */
export function audit({ audit: store }: AuditDeps) {
  return defineOpenAPIRoute({
    route: list,
    handler: async (c) => {
      const { limit = 20, ...question } = c.req.valid("query");
      const found = await store.list({ ...question, limit: limit + 1 });
      const page = found.slice(0, limit);
      return c.json(
        {
          entries: page.map(entryBody),
          next_before: found.length > limit ? page.at(-1)?.id ?? null : null,
        },
        200,
        NO_CACHE,
      );
    },
  });
}

function entryBody(entry: AuditEntry): z.infer<typeof Entry> {
  const { id, at, actor, action, subject, requestId, before, after } = entry;
  return {
    id,
    at: at.toISOString(),
    actor: { kind: actor.kind, name: actor.name },
    action,
    subject,
    request_id: requestId,
    before: before && copy(before),
    after: after && copy(after),
  };
}

function copy(facts: NonNullable<AuditEntry["before"]>) {
  return Object.fromEntries(
    Object.entries(facts).map((
      [key, value],
    ) => [key, typeof value === "object" && value ? [...value] : value]),
  );
}

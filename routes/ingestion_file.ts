/** `POST /ingestions/file`: a provider's own file, handed in as the body. */

import { createRoute, defineOpenAPIRoute, z } from "@hono/zod-openapi";
import type { Context, MiddlewareHandler } from "hono";
import { AppError } from "../rates/errors.ts";
import type { ImportFile, Provider } from "../rates/ports.ts";
import { actorOf } from "./access/actor.ts";
import { writer } from "./access/security.ts";
import { API_ROOT } from "./addresses.ts";
import { knownProvider } from "./known_provider.ts";
import { line } from "./parameters.ts";
import { problems } from "./problem.ts";

/** What the operation needs. */
export interface IngestionFileDeps {
  readonly providers: ReadonlyMap<string, Provider>;
  readonly importFile: ImportFile;
}

/** The whole history of the European Central Bank has 7 MB in its largest form. */
export const MAX_FILE_BYTES = 16 * 1024 * 1024;

const PATH = "/ingestions/file";

/** Types that no form of another site can send. */
const TYPES = [
  "application/octet-stream",
  "application/zip",
  "text/csv",
  "text/xml",
  "application/xml",
] as const;

const SHOWN_ROWS = 100;

const file = { schema: z.string().openapi({ format: "binary" }) };

const Report = z.object({
  provider: z.string().openapi({ example: "ecb" }),
  from: z.string().nullable().openapi({
    format: "date",
    description: "The first day with a rate; null when none could be used.",
  }),
  to: z.string().nullable().openapi({ format: "date" }),
  days: z.int().openapi({ description: "Days with rates." }),
  empty_days: z.int().openapi({
    description: "Days on which the file proves that nothing was published.",
  }),
  rates: z.object({ inserted: z.int(), revised: z.int(), unchanged: z.int() }),
  rejected: z.int().openapi({ description: "Rows that cannot be right." }),
  rejected_rows: z.array(z.object({ row: z.string(), reason: z.string() }))
    .openapi({ description: "The first hundred of them." }),
}).openapi("FileReport");

const route = createRoute({
  method: "post",
  path: PATH,
  operationId: "importFile",
  tags: ["History"],
  summary: "Load a file of a provider",
  security: writer("rates:write"),
  description:
    "The body is the file, as the provider publishes it: for `ecb` eurofxref-hist.zip, its CSV or its XML; 16 MB at most. A row that cannot be right is named and left out; a file that cannot be read changes nothing.",
  request: {
    query: z.strictObject({ provider: line(40).openapi({ example: "ecb" }) }),
    body: {
      required: true,
      content: {
        "application/octet-stream": file,
        "application/zip": file,
        "text/csv": file,
        "text/xml": file,
        "application/xml": file,
      },
    },
  },
  responses: {
    200: {
      description: "What the file came to",
      content: { "application/json": { schema: Report } },
    },
    ...problems(400, 404, 413, 415, 503),
  },
});

/** Whether the request's body is a file rather than JSON. */
export function takesFile({ req }: Context): boolean {
  return req.method === "POST" && req.path === `${API_ROOT}${PATH}`;
}

/** Refuses other types before the body is looked at. */
export function requireFile(): MiddlewareHandler {
  return async function requireFile(c, next) {
    const [type = ""] = (c.req.header("content-type") ?? "").split(";");
    if (!TYPES.some((known) => known === type.trim().toLowerCase())) {
      throw new AppError(
        "unsupported_media_type",
        `Send the file itself as the body, with one of these as its Content-Type: ${
          TYPES.join(", ")
        }.`,
      );
    }
    await next();
  };
}

/** The operation, ready to be mounted. */
export function ingestionFile({ providers, importFile }: IngestionFileDeps) {
  return defineOpenAPIRoute({
    route,
    handler: async (c) => {
      const { provider: key } = c.req.valid("query");
      const provider = knownProvider(providers, key);
      const bytes = new Uint8Array(await c.req.arrayBuffer());
      const { saved, rejected, span } = await importFile(
        provider,
        bytes,
        actorOf(c),
      );
      return c.json(
        {
          provider: key,
          from: span?.from ?? null,
          to: span?.to ?? null,
          days: saved.days,
          empty_days: saved.emptyDays,
          rates: {
            inserted: saved.inserted,
            revised: saved.revised,
            unchanged: saved.unchanged,
          },
          rejected: rejected.length,
          rejected_rows: rejected.slice(0, SHOWN_ROWS)
            .map(({ row, reason }) => ({ row, reason })),
        },
        200,
      );
    },
  });
}

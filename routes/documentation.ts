/** `/openapi.json`: the description of the whole API, built once and served as bytes. */

import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Env, Schema } from "hono";

const INTRODUCTION = `Exchange rates of one day or many, from several
providers in an order of preference, with everything that says where a rate comes from.

Every answer names its provider, the day of the observation, and whether it was carried over a day without rates.
Rates are JSON numbers of at most 15 significant digits; amounts of money are decimal strings.
Every answer tells in \`RateLimit\` (r: points left, t: seconds until there are new ones) what may still be asked; a
question costs one point, a series one more for every 365 rates, and what is too much answers 429 with \`Retry-After\`.
Days are UTC, written \`YYYY-MM-DD\`. Errors are RFC 9457 problem details; programs should look at \`code\`.`;

/** The OpenAPI 3.1 document of the app's registered routes, as text. */
export function openApiDocument<
  E extends Env,
  S extends Schema,
  P extends string,
>(
  app: OpenAPIHono<E, S, P>,
  { version }: { readonly version: string },
): string {
  const document = app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "MyCurrency",
      version,
      description: INTRODUCTION,
      license: { name: "MIT", url: "https://opensource.org/license/mit" },
    },
    servers: [{ url: "/" }],
    tags: [
      { name: "Rates", description: "What people come for." },
      { name: "Currencies", description: "Which can be asked for." },
      { name: "Providers", description: "Who is asked, in which order." },
      {
        name: "History",
        description: "How it gets in, and which days are there.",
      },
      {
        name: "Accounts",
        description: "Who may do what, and who did what.",
      },
      { name: "Operation", description: "For those who run it." },
    ],
  });
  return JSON.stringify(document);
}

/** Who may do what: the one place that every operation passes before anything else looks at it. */

import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context, Env, MiddlewareHandler, Schema } from "hono";
import { matchedRoutes } from "hono/route";
import { z } from "zod";
import { AppError } from "../../rates/errors.ts";
import { API_ROOT } from "../addresses.ts";
import { problems } from "../problem.ts";
import { SAFE_METHODS } from "../safe_methods.ts";
import { SESSION_COOKIE } from "./cookie.ts";
import type { Identify } from "./identify.ts";
import { may, READER, type Security, whyNot } from "./security.ts";

/** What each operation needs, by its method and path as the router knows them. */
export type Rules = ReadonlyMap<string, Security>;

const securitySchema = z.array(z.strictObject({
  session: z.array(z.string()).optional(),
  token: z.array(z.string()).optional(),
}));

/** Lets a request pass when its operation is open, or its caller is known and may. */
export function guard(
  rules: Rules,
  identify: Identify,
): MiddlewareHandler {
  return async function guard(c, next) {
    const security = ruleOf(c, rules);
    if (security && security.length > 0) {
      const caller = await identify(c.req.raw);
      if (!caller) throw unknownCaller(c.req.raw);
      if (!may(caller, security)) {
        throw new AppError("forbidden", whyNot(caller, security));
      }
      c.set("caller", caller);
    }
    await next();
  };
}

/** Whether who asks may read where reading is not open: for what answers without the app. */
export function admitReaders(
  identify: Identify,
): (request: Request) => Promise<boolean> {
  return async function admitReaders(request) {
    const caller = await identify(request);
    return caller !== null && may(caller, READER);
  };
}

/**
 * Reads the rules of all registered operations, which are completed on the way: what reading needs where that is not
 * open, and the errors of those who may not.
 * @throws {TypeError} when an operation that changes things does not say who may
 */
export function declareRules<
  E extends Env,
  S extends Schema,
  P extends string,
>(
  app: OpenAPIHono<E, S, P>,
  rules: Map<string, Security>,
  { requireTokenForReads }: { readonly requireTokenForReads: boolean },
): void {
  for (const definition of app.openAPIRegistry.definitions) {
    if (definition.type !== "route") continue;
    const { route } = definition;
    const method = route.method.toUpperCase();
    const read = SAFE_METHODS.has(method);
    if (read && requireTokenForReads && route.path.startsWith(API_ROOT)) {
      route.security ??= READER;
    }
    if (route.security === undefined) {
      if (read) continue;
      throw new TypeError(`${method} ${route.path} does not say who may`);
    }
    const security = securitySchema.parse(route.security);
    rules.set(
      `${method} ${route.path.replaceAll(/{(\w+)}/g, ":$1")}`,
      security,
    );
    if (security.length > 0) {
      route.responses = { ...problems(401, 403), ...route.responses };
    }
  }
  for (const { method, path } of app.routes) {
    if (method === "ALL" || SAFE_METHODS.has(method)) continue;
    if (!rules.has(`${method} ${path}`)) {
      throw new TypeError(`${method} ${path} does not say who may`);
    }
  }
  declareSchemes(app);
}

function declareSchemes<E extends Env, S extends Schema, P extends string>(
  app: OpenAPIHono<E, S, P>,
): void {
  const { openAPIRegistry: registry } = app;
  registry.registerComponent("securitySchemes", "session", {
    type: "apiKey",
    in: "cookie",
    name: SESSION_COOKIE,
    description: "Of a browser that has logged in.",
  });
  registry.registerComponent("securitySchemes", "token", {
    type: "http",
    scheme: "bearer",
    description: "An API token; the names are the scopes that it needs.",
  });
}

function ruleOf(c: Context, rules: Rules): Security | undefined {
  const asked = c.req.method === "HEAD" ? "GET" : c.req.method;
  for (const { method, path } of matchedRoutes(c)) {
    if (method !== asked) continue;
    return rules.get(`${method} ${path}`);
  }
  return undefined;
}

function unknownCaller(request: Request): AppError {
  return new AppError(
    "unauthenticated",
    request.headers.has("authorization")
      ? "This token is not known, revoked or too old. Make a new one."
      : request.headers.has("cookie")
      ? "The session has ended. Log in again."
      : "Log in, or send a token: Authorization: Bearer myc_…",
  );
}

/** Errors on the wire: RFC 9457 problem details, and the one table that gives each error code its HTTP status. */

import { z } from "@hono/zod-openapi";
import type { Context, ErrorHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { AppError, type ErrorCode } from "../rates/errors.ts";
import type { Log } from "../rates/ports.ts";

/** The status and the title of every error code. */
const PROBLEMS = {
  invalid_request: [400, "The request cannot be understood"],
  unknown_currency: [400, "A currency is not supported"],
  unauthenticated: [401, "Who is asking is not known"],
  forbidden: [403, "This is not allowed"],
  not_found: [404, "There is no such thing here"],
  no_rate: [404, "Nobody published this rate"],
  method_not_allowed: [405, "The method does not fit the address"],
  conflict: [409, "It is not possible as things are"],
  precondition_failed: [412, "It has changed since"],
  body_too_large: [413, "The body is too large"],
  unsupported_media_type: [415, "The body is of another type"],
  too_many_requests: [429, "Too many requests"],
  internal: [500, "Something is wrong on our side"],
  providers_failed: [502, "No provider could answer"],
  storage_unavailable: [503, "The database is away"],
  busy: [503, "Too much is being done at once"],
} as const satisfies Record<
  ErrorCode,
  readonly [ContentfulStatusCode, string]
>;

/** What is said of a body in another format. */
export const NOT_JSON =
  "Send the body as JSON, with the header Content-Type: application/json.";

type ProblemStatus = typeof PROBLEMS[ErrorCode][0];

const MEDIA_TYPE = "application/problem+json";

/** The body of every error. */
export const Problem = z.object({
  type: z.string().openapi({ example: "urn:mycurrency:error:no_rate" }),
  title: z.string(),
  status: z.int(),
  detail: z.string().openapi({
    description: "What is wrong, and what to do next.",
  }),
  code: z.string().openapi({
    description: "Stable; what a program should look at.",
    example: "no_rate",
  }),
  request_id: z.string().openapi({
    description: "Names this request in our log.",
  }),
  errors: z.array(z.object({ field: z.string(), message: z.string() }))
    .optional().openapi({ description: "The fields that were refused." }),
  providers: z.array(z.object({ provider: z.string(), reason: z.string() }))
    .optional().openapi({ description: "Who was asked, and why nobody knew." }),
  supported: z.array(z.string()).optional().openapi({
    description: "The currencies that can be asked for.",
  }),
}).openapi("Problem");

/** The error responses of an operation, for its OpenAPI description. */
export function problems<const S extends ProblemStatus>(...statuses: S[]) {
  const content = { [MEDIA_TYPE]: { schema: Problem } };
  const entries = statuses.map((status) => {
    const titles = Object.values(PROBLEMS).filter(([s]) => s === status)
      .map(([, title]) => title);
    return [status, { description: titles.join(", or: "), content }] as const;
  });
  return Object.fromEntries(entries) as Record<S, typeof entries[number][1]>;
}

/** Turns whatever was thrown into a problem answer, and tells the log what strangers must not read. */
export function answerErrors(log: Log): ErrorHandler {
  return function onError(thrown, c) {
    const { method, path } = c.req;
    const request = { requestId: c.get("requestId"), method, path };
    return problem(c, explain(thrown, { log, ...request }));
  };
}

/** The error that whoever asked is told of; the log hears what strangers must not read. */
export function explain(
  thrown: unknown,
  { log, ...request }: {
    readonly log: Log;
    readonly requestId: string;
    readonly method: string;
    readonly path: string;
  },
): AppError {
  const error = asAppError(thrown);
  const [status] = PROBLEMS[error.code];
  if (status >= 500) {
    log[status === 500 ? "error" : "warn"]("Request failed", {
      ...request,
      code: error.code,
      error: error.cause ?? error,
    });
  }
  return error;
}

/** The answer that says what went wrong. */
export function problem(c: Context, error: AppError): Response {
  const { status, headers, body } = problemParts(error, c.get("requestId"));
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
  return c.body(body, status);
}

/** The status, the headers and the body of that answer. */
export function problemParts(error: AppError, requestId: string) {
  const [status, title] = PROBLEMS[error.code];
  const { retryAfterSeconds, ...members } = error.details;
  const body = {
    type: `urn:mycurrency:error:${error.code}`,
    title,
    status,
    detail: error.message,
    code: error.code,
    request_id: requestId,
    ...members,
  };
  const headers: Record<string, string> = {
    "content-type": MEDIA_TYPE,
    "cache-control": "no-store",
    ...(status === 401 && { "www-authenticate": "Bearer" }),
    ...(retryAfterSeconds !== undefined && {
      "retry-after": String(Math.ceil(retryAfterSeconds)),
    }),
  };
  return { status, headers, body: JSON.stringify(body) };
}

function asAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof HTTPException) {
    const { status, message } = thrown;
    if (status === 400) return new AppError("invalid_request", `${message}.`);
    if (status === 413) {
      return new AppError("body_too_large", "Send a smaller body.");
    }
    if (status === 415) return new AppError("unsupported_media_type", NOT_JSON);
  }
  return new AppError(
    "internal",
    "This should not have happened. Try again; if it stays, tell the operator the request_id.",
    {},
    { cause: thrown },
  );
}

/** What a schema found wrong with a request, in plain sentences: the library's own words are for programmers. */

import type { z } from "@hono/zod-openapi";
import { AppError, type FieldError } from "../rates/errors.ts";
import { REQUIRED } from "./parameters.ts";

/** A refused request, from what zod found wrong with one part of it: `query`, `json` and the like. */
export function refusal(
  issues: readonly z.core.$ZodIssue[],
  part: string,
): AppError {
  const errors = issues.flatMap((issue) => fieldErrors(issue, part));
  const detail = errors.map(({ field, message }) =>
    field ? `${field}: ${message}` : message
  ).join(" ");
  return new AppError("invalid_request", detail, { errors });
}

function fieldErrors(issue: z.core.$ZodIssue, part: string): FieldError[] {
  if (issue.code === "unrecognized_keys") {
    const kind = part === "json" ? "member" : "parameter";
    return issue.keys.map((key) => ({
      field: [...issue.path, key].join("."),
      message: `There is no such ${kind} here. Check its spelling.`,
    }));
  }
  const field = issue.path.join(".");
  const message = OWN_WORDS.test(issue.message)
    ? sentence(issue)
    : issue.message;
  return [{ field, message }];
}

/** How the messages begin that zod words itself; ours are kept. */
const OWN_WORDS = /^(Invalid |Too (small|big)|Unrecognized |Not a multiple)/;

const EXPECTED: Readonly<Record<string, string>> = {
  object: "Send a JSON object.",
  array: "Give a list.",
  string: "Give this as text.",
  number: "Give a number.",
  int: "Give a whole number.",
  boolean: "Give true or false.",
};

function sentence(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return /received undefined$/.test(issue.message)
        ? REQUIRED
        : EXPECTED[issue.expected] ?? "This is of another kind.";
    case "invalid_value":
      return `Give one of: ${issue.values.map(String).join(", ")}.`;
    case "too_small":
      return least(issue.origin, issue.minimum);
    case "too_big":
      return most(issue.origin, issue.maximum);
    default:
      return "This cannot be used. /docs describes what can.";
  }
}

function least(origin: string, minimum: number | bigint): string {
  if (origin !== "string" && origin !== "array") {
    return `The least is ${minimum}.`;
  }
  if (minimum === 1) return "This must not be empty.";
  const what = origin === "string" ? "characters" : "entries";
  return `This has ${minimum} ${what} at least.`;
}

function most(origin: string, maximum: number | bigint): string {
  return origin === "string"
    ? `This has ${maximum} characters at most.`
    : origin === "array"
    ? `This has ${maximum} entries at most.`
    : `The most is ${maximum}.`;
}

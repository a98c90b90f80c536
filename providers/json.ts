/** Reads JSON without losing a digit: every number stays the text in which it was published. */

import { z } from "zod";
import { type Day, isDay } from "../rates/day.ts";
import { ProviderError } from "../rates/errors.ts";

/** A reviver as V8 calls it (ECMAScript's "JSON.parse source text access"); TypeScript does not know `context` yet. */
type SourceReviver = (
  key: string,
  value: unknown,
  context?: { readonly source?: string },
) => unknown;

const parseWithSource: (text: string, reviver: SourceReviver) => unknown =
  JSON.parse;

/**
 * A map from code to rate. PHP writes the empty map as `[]`, so that is taken for one. The values are judged one by
 * one later: a bad rate must not cost the others.
 */
export const rateMap = z.union([
  z.array(z.never()).transform((): Record<string, unknown> => ({})),
  z.record(z.string(), z.unknown()),
]);

/** A day, alone or at the head of an instant: `2024-03-08`, `2024-08-19T17:32:42Z`. */
export const dayText = z.string()
  .transform((text) => text.slice(0, "2024-03-08".length))
  .pipe(z.custom<Day>((text) => typeof text === "string" && isDay(text)));

/** A count or a code: `200`, which {@linkcode parseJson} leaves as text. */
export const wholeNumber = z.string().regex(/^\d{1,15}$/).transform(Number);

/** Parses JSON with each number as the text of its source: `0.10` stays `"0.10"`, `1e-7` stays `"1e-7"`. */
export function parseJson(text: string): unknown {
  return parseWithSource(
    text,
    (_key, value, context) =>
      typeof value === "number" ? context?.source ?? String(value) : value,
  );
}

/**
 * The text as what the vendor documents.
 * @throws {ProviderError} `invalid_answer` when it is no JSON or of another shape
 */
export function readJson<T>(text: string, schema: z.ZodType<T>): T {
  let body: unknown;
  try {
    body = parseJson(text);
  } catch {
    // The parser's own message quotes the body.
    throw new ProviderError("invalid_answer", "Answered no readable JSON");
  }
  return shaped(body, schema);
}

/**
 * The value as what the vendor documents.
 * @throws {ProviderError} `invalid_answer`
 */
export function shaped<T>(value: unknown, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  // Only the outermost name is ours; further in, names are the upstream's text.
  const path = parsed.error.issues[0]?.path[0] ?? "the whole";
  throw new ProviderError(
    "invalid_answer",
    `Answered another JSON than documented: cannot use '${String(path)}'`,
  );
}

/** The text as JSON of this shape, or null when it is anything else: for bodies of errors, which promise nothing. */
export function tryJson<T>(text: string, schema: z.ZodType<T>): T | null {
  try {
    return readJson(text, schema);
  } catch {
    return null;
  }
}

/** A currency as JSON: as the service describes it, and as somebody describes it to the service. */

import { z } from "@hono/zod-openapi";
import type { Currency } from "../rates/ports.ts";
import { jsonAnswer } from "./json_body.ts";
import { Code, line } from "./parameters.ts";

const fields = {
  name: line(60).openapi({ example: "Indian Rupee" }),
  symbol: line(10).openapi({ example: "₹" }),
  numeric_code: z.string().regex(/^\d{3}$/, "Three digits, such as 356.")
    .nullable().openapi({ example: "356" }),
  minor_units: z.int().min(0).max(8).openapi({
    description: "Digits after the decimal point in which amounts are paid.",
    example: 2,
  }),
  enabled: z.boolean().openapi({
    description: "Whether rates of it can be asked for.",
  }),
};

/** The body that describes a currency. */
export const CurrencyBody = z.object({
  id: z.int(),
  code: z.string().openapi({ example: "INR" }),
  ...fields,
  created_at: z.string().openapi({ format: "date-time" }),
  updated_at: z.string().openapi({ format: "date-time" }),
  version: z.string().openapi({
    description: "In double quotes its ETag, and what If-Match takes.",
    example: "7.3",
  }),
}).openapi("Currency");

/** A whole currency: what is left out comes from ISO 4217. */
export const CurrencyDescription = z.strictObject({
  code: Code,
  ...partial(fields),
})
  .openapi("CurrencyDescription");

/** What somebody may change of one. */
export const CurrencyChange = z.strictObject({
  code: Code.optional(),
  ...partial(fields),
})
  .refine((change) => Object.keys(change).length > 0, {
    message: "Give at least one member to change.",
  }).openapi("CurrencyChange");

/** The answer that is a currency. */
export const oneCurrency = jsonAnswer("The currency", CurrencyBody);

/** The members of {@linkcode CurrencyBody}. */
export function currencyBody(currency: Currency): z.infer<typeof CurrencyBody> {
  return {
    id: currency.id,
    code: currency.code,
    name: currency.name,
    symbol: currency.symbol,
    numeric_code: currency.numericCode,
    minor_units: currency.minorUnits,
    enabled: currency.enabled,
    created_at: currency.createdAt.toISOString(),
    updated_at: currency.updatedAt.toISOString(),
    version: currency.version,
  };
}

/** The ETag of a currency. */
export function tagOf({ version }: Currency): string {
  return `"${version}"`;
}

/** What somebody described, in the words of the subject. */
export function fromBody<
  T extends Partial<z.infer<typeof CurrencyDescription>>,
>(
  body: T,
) {
  const { numeric_code: numericCode, minor_units: minorUnits, ...same } = body;
  return {
    ...same,
    ...(numericCode !== undefined && { numericCode }),
    ...(minorUnits !== undefined && { minorUnits }),
  };
}

function partial<T extends z.ZodRawShape>(shape: T) {
  return z.object(shape).partial().shape;
}

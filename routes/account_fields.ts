/** The fields that bodies about accounts share: user names, passwords, and how they are refused. */

import { z } from "@hono/zod-openapi";
import { refusePassword } from "../rates/accounts/password_rules.ts";
import { parseUsername, USERNAME_RULE } from "../rates/accounts/username.ts";
import { AppError } from "../rates/errors.ts";

/** A user name, in its one spelling. */
export const Username = z.string().max(200).transform((text, context) => {
  const name = parseUsername(text);
  if (name !== null) return name;
  context.addIssue({ code: "custom", message: USERNAME_RULE });
  return z.NEVER;
}).openapi({ type: "string", example: "ada" });

/** A password as somebody types it; no larger than what could be one. */
export const Password = z.string().max(1_024).openapi({
  format: "password",
  example: "correct horse battery staple",
});

/** What users may do. */
export const Role = z.enum(["admin", "viewer"]).openapi({
  description: "admin: may change everything; viewer: may look.",
});

/** An instant of an answer. */
export const instant = z.string().openapi({ format: "date-time" });

/** @throws {AppError} `invalid_request` when somebody would guess the password */
export async function requireGoodPassword(
  password: string,
  { field, known }: { readonly field: string; readonly known: string[] },
): Promise<void> {
  const message = await refusePassword(password, known);
  if (message === null) return;
  throw new AppError("invalid_request", message, {
    errors: [{ field, message }],
  });
}

/** The names of users: one spelling a person, whatever keyboard wrote it. */

const MOST = 60;

/** Letters and digits of any language, and what addresses of mail have. */
const FORM = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._@+-]*$/u;

/** What a user name must be, in words. */
export const USERNAME_RULE =
  `A user name has letters, digits and . _ @ + - only, begins with a letter or digit, and has ${MOST} characters at most.`;

/** The one spelling of a name, as it is stored and looked up; null when it cannot be one. */
export function parseUsername(text: string): string | null {
  const name = text.normalize("NFKC").trim().toLowerCase();
  return name.length <= MOST && FORM.test(name) ? name : null;
}

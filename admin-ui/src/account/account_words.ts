/** Words about accounts that several forms share. */

/** Beneath the field of a user name. */
export const USERNAME_HINT = "Letters, digits and . _ @ + -";

/** Beneath the field of a new password. */
export const PASSWORD_HINT =
  "12 characters at least. A few words that nobody would put together are easy to keep and hard to guess.";

/** What the roles mean. */
export const ROLES = {
  admin: { name: "Administrator", may: "may change everything" },
  viewer: { name: "Viewer", may: "may look, not change" },
} as const;

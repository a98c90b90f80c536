/** Saying what somebody saw when they decided to change it, so that the service refuses when it is something else by now. */

/** The header of a request that changes what has this version. */
export function asSeen(version: string) {
  return { "if-match": `"${version}"` };
}

/** Whether somebody else was faster. */
export function isChangedSince({ code }: { readonly code: string }): boolean {
  return code === "precondition_failed";
}

/** Which passwords are good enough: long, and not among the first that somebody would guess. */

const LEAST = 12;
/** Longer ones cost the server time and protect nothing more. */
const MOST = 256;
/** Of 0 to 4: 3 withstands 10⁸ guesses by somebody who knows the usual passwords, names and patterns. */
const LEAST_SCORE = 3;
/** A password whose beginning is good is good; to look at more only takes time. */
const LOOKED_AT = 64;

/** The same password, whichever keyboard composed its letters. */
export function normalisePassword(password: string): string {
  return password.normalize("NFKC");
}

/** What is wrong with a password, in words for whoever chose it; null when it is good. `known` are words near the account. */
export async function refusePassword(
  password: string,
  known: readonly string[],
): Promise<string | null> {
  const normal = normalisePassword(password);
  const { length } = [...normal];
  if (length < LEAST) {
    return `A password has ${LEAST} characters at least; three or four words that nobody would put together make a good one.`;
  }
  if (length > MOST) return `A password has ${MOST} characters at most.`;
  const { check } = await (guesser ??= loadGuesser());
  const { score } = check(normal.slice(0, LOOKED_AT), [...known, "mycurrency"]);
  return score >= LEAST_SCORE
    ? null
    : "This password is one of the first that somebody would guess: a usual one, a pattern of keys, or the user name. Choose another.";
}

let guesser: ReturnType<typeof loadGuesser> | undefined;

/** Two megabytes of words that the program needs on the day somebody chooses a password. */
async function loadGuesser() {
  const [{ ZxcvbnFactory }, { dictionary, adjacencyGraphs }] = await Promise
    .all([
      import("@zxcvbn-ts/core"),
      import("@zxcvbn-ts/language-common"),
    ]);
  const factory = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
  return {
    check: (password: string, known: string[]) =>
      factory.check(password, known),
  };
}

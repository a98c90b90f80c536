/** What the process was given to read: its environment and files. */

import { parseEnv } from "node:util";

/** The environment, over the lines of the file `.env` where there is one. */
export async function readEnvironment(): Promise<
  Readonly<Record<string, string | undefined>>
> {
  const file = await readFileOrNull(".env");
  return {
    ...(file && parseEnv(new TextDecoder().decode(file))),
    ...Deno.env.toObject(),
  };
}

/** The bytes of a file; null when there is none. */
export async function readFileOrNull(file: string | URL) {
  try {
    return await Deno.readFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

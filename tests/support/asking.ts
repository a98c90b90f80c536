/** Asking one line of the door: questions, and tests that need an upstream, a bench and a line. */

import { assertEquals, assertRejects } from "@std/assert";
import { ProviderError, type ProviderFault } from "../../rates/errors.ts";
import type { Line, Question } from "../../providers/http.ts";
import {
  type Answering,
  type Bench,
  createBench,
  interactive,
  respond,
  startUpstream,
} from "./upstream.ts";

/** An answer that is fine. */
export const GOOD = () => respond(`{"good":true}`);

/** A question that somebody waits for, with a secret in its query. */
export function question(
  url: string,
  change: Partial<Question> = {},
): Question {
  return {
    ...interactive(),
    url: `${url}/data?key=SECRET`,
    kind: "json",
    maxBytes: 100_000,
    ...change,
  };
}

/** Asks for the text. */
export function ask(line: Line, url: string, change: Partial<Question> = {}) {
  return line.ask(question(url, change), ({ text }) => text);
}

/** The error with which the asking fails, which must be of this fault. */
export async function fails(
  asking: Promise<unknown>,
  fault: ProviderFault,
): Promise<ProviderError> {
  const error = await assertRejects(() => asking, ProviderError);
  assertEquals(error.fault, fault, error.message);
  return error;
}

/** Lets everything run that is ready to run. */
export function turnOfTheLoop(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/** A test with an upstream, a bench and a line of the provider `x`. */
export function check(
  name: string,
  answer: Answering,
  run: (
    given: { url: string; asked: () => number; bench: Bench; line: Line },
  ) => Promise<void>,
) {
  Deno.test(name, async () => {
    await using upstream = startUpstream(answer);
    const bench = createBench();
    const line = bench.door.line("x", {
      timeoutMs: 10_000,
      keySetting: "X_KEY",
    });
    await run({
      url: upstream.url,
      asked: () => upstream.seen.length,
      bench,
      line,
    });
  });
}

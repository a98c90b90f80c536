/** Standing between a page and the service: how the service seems to be, for one kind of question. */

import type { Page, Route } from "playwright-core";

/** Silent, refusing that question, not there at all, answering it with nothing, or as it is. */
export type Mood = "silent" | "refused" | "away" | "empty" | "well";

/** A mood that a test changes. */
export interface Moody {
  /** Begins, with silence. */
  readonly prepare: (page: Page) => Promise<void>;
  /** What was asked in silence is answered in the new mood. */
  turn(to: Mood): void;
}

const REFUSAL = {
  status: 503,
  contentType: "application/problem+json",
  body: JSON.stringify({
    type: "about:blank",
    title: "Service Unavailable",
    status: 503,
    code: "storage_unavailable",
    detail: "The database is away. Try again in a minute.",
    request_id: "made-up",
  }),
} as const;

/** The moods for the questions at these addresses, below the root of the API; `nothing` is the body of an empty answer. */
export function withMood(asked: RegExp, nothing: unknown): Moody {
  let mood: Mood = "silent";
  let turned = Promise.withResolvers<void>();

  async function answer(route: Route): Promise<void> {
    const [, question = ""] = route.request().url().split("/api/v1");
    const meant = asked.test(question);
    while (meant && mood === "silent") await turned.promise;
    if (mood === "away") return await route.abort();
    if (meant && mood === "refused") return await route.fulfill(REFUSAL);
    if (meant && mood === "empty") {
      return await route.fulfill({ json: nothing });
    }
    await route.continue();
  }

  return {
    async prepare(page) {
      await page.route("**/*", answer);
    },
    turn(to) {
      mood = to;
      turned.resolve();
      turned = Promise.withResolvers();
    },
  };
}

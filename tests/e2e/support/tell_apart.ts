/** A list in each of its states: on its way, refused, out of reach, there again, and empty. */

import type { Locator, Page } from "playwright-core";
import { expectAccessible } from "./axe.ts";
import { withMood } from "./mood.ts";
import { shot } from "./shot.ts";
import type { BrowserTest } from "./use_browser.ts";

/** A list with nothing in it, and what the page says then. */
export interface Empty {
  readonly said: string | RegExp;
  /** The answer of a service that has nothing, where this one has something. */
  readonly answer?: unknown;
  /** Where this one has nothing itself, when that is elsewhere. */
  readonly page?: string;
  readonly open?: (page: Page) => Promise<void>;
}

/** A list, where it stands, and how it tells what. */
export interface List {
  readonly name: string;
  readonly page: string;
  /** The questions that bring it, below the root of the API. */
  readonly asked: RegExp;
  /** What is done on the page before it is there. */
  readonly open?: (page: Page) => Promise<void>;
  /** The name of what stands in its place, or where it is said. */
  readonly loading: string | ((page: Page) => Locator);
  readonly failed: string;
  readonly empty: Empty;
  readonly shown: string | RegExp;
}

/** Registers the test of a list. */
export function tellApart(test: BrowserTest, list: List): void {
  test(`${list.name}: on the way, refused, out of reach and empty are told apart, and it comes back by itself`, async ({ share }) => {
    const site = await share();
    const mood = withMood(list.asked, list.empty?.answer);
    const page = await site.open(list.page, { prepare: mood.prepare });
    await list.open?.(page);
    const failed = page.getByRole("alert").filter({ hasText: list.failed });
    const loading = typeof list.loading === "string"
      ? page.getByRole("status", { name: list.loading })
      : list.loading(page);
    await loading.first().waitFor();
    await expectAccessible(page);

    mood.turn("refused");
    await failed.getByText("The database is away.").first().waitFor();
    await expectAccessible(page);

    mood.turn("away");
    await failed.getByRole("button", { name: "Try again" }).first().click();
    await failed.getByText("The service cannot be reached.").first().waitFor();
    await page.getByText("The service does not answer.").waitFor();
    await expectAccessible(page);

    mood.turn("well");
    await page.getByRole("main").getByText(list.shown).first().waitFor();
    await failed.first().waitFor({ state: "detached" });

    const { empty } = list;
    if ("answer" in empty) mood.turn("empty");
    await page.goto(empty.page ?? list.page);
    await list.open?.(page);
    await empty.open?.(page);
    await page.getByRole("main").getByText(empty.said).first().waitFor();
    await expectAccessible(page);
    await shot(
      page,
      `empty-${list.name.toLowerCase().replaceAll(/\W+/g, "-")}`,
    );
  });
}

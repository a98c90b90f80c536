/** The browser's writers of numbers and days: made once each, in one place. */

import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { dateFormat, numberFormat } from "../../admin-ui/src/text/formats.ts";

const FOLDER = new URL("../../admin-ui/src/", import.meta.url);

Deno.test("A writer is made once for a locale and its options", () => {
  const day = { day: "numeric", timeZone: "UTC" } as const;
  assertStrictEquals(dateFormat("en-GB", day), dateFormat("en-GB", { ...day }));
  assertStrictEquals(numberFormat("de"), numberFormat("de"));
  assert(numberFormat("de") !== numberFormat("en"));
  assertEquals(numberFormat("de").format(1234.5), "1.234,5");
});

Deno.test("No page makes a writer of its own: the 365 days of the calendar once took a phone 0.8 s", async () => {
  const makers: string[] = [];
  for await (const path of sources("")) {
    const text = await Deno.readTextFile(new URL(path, FOLDER));
    if (/new Intl\.(Number|DateTime)Format/.test(text)) makers.push(path);
  }
  assertEquals(makers, ["text/formats.ts"]);
});

async function* sources(folder: string): AsyncGenerator<string> {
  for await (
    const { name, isDirectory } of Deno.readDir(new URL(folder, FOLDER))
  ) {
    if (isDirectory) yield* sources(`${folder}${name}/`);
    else if (/\.tsx?$/.test(name)) yield folder + name;
  }
}

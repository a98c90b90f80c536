/** The style sheets of the admin: all of them apply to every page, so that no two may mean different things by one name. */

import { assert, assertEquals } from "@std/assert";

const FOLDER = new URL("../../admin-ui/src/", import.meta.url);

/** The sheets that `styles.css` brings together. */
async function sheets(): Promise<readonly string[]> {
  const all = await Deno.readTextFile(new URL("styles.css", FOLDER));
  return [...all.matchAll(/@import "\.\/(.+?)"/g)].flatMap(([, path]) =>
    path ?? []
  );
}

/** The classes that a sheet styles wherever they are. */
function classesOf(css: string): ReadonlySet<string> {
  const rules = css.replace(/\/\*[^]*?\*\//g, "");
  return new Set(
    [...rules.matchAll(/(?<=^|[{},])\s*\.([a-z-]+)\s*(?=[,{])/g)]
      .flatMap(([, name]) => name ?? []),
  );
}

Deno.test("No class is given its form by two style sheets: a log-in once took that of a bar", async () => {
  const homes = new Map<string, string[]>();
  for (const path of await sheets()) {
    const css = await Deno.readTextFile(new URL(path, FOLDER));
    for (const name of classesOf(css)) {
      homes.set(name, [...homes.get(name) ?? [], path]);
    }
  }
  assert(homes.size > 100, "the sheets were read");
  assertEquals([...homes].filter(([, paths]) => paths.length > 1), []);
});

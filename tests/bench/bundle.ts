/** What a browser loads of the admin before it shows something. */

import { boundRow, type Row, UNITS } from "./row.ts";

const DIST = new URL("../../admin-ui/dist/", import.meta.url);
const MOST_KB = 90;

/** The scripts that the page names, as they travel. */
export async function measureBundle(): Promise<Row> {
  const page = await Deno.readTextFile(new URL("index.html", DIST));
  let bytes = 0;
  for (const [, path = ""] of page.matchAll(/"[^"]*\/(assets\/[^"]+\.js)"/g)) {
    const file = await Deno.open(new URL(path, DIST));
    const packed = file.readable.pipeThrough(new CompressionStream("gzip"));
    for await (const piece of packed) bytes += piece.length;
  }
  return boundRow({
    what: "admin, first load, JavaScript gzipped",
    unit: UNITS.kB,
    value: bytes === 0 ? null : bytes / 1_000,
    most: MOST_KB,
  });
}

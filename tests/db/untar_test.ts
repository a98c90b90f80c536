/** What reading a tar archive guarantees. */

import { assertEquals, assertRejects } from "@std/assert";
import { concat } from "@std/bytes/concat";
import { createTar } from "nanotar";
import { untar } from "../../db/untar.ts";

const FILES = [
  { name: "empty", data: new Uint8Array() },
  { name: "block", data: new Uint8Array(512).fill(7) },
  { name: "long", data: Uint8Array.from({ length: 1_300 }, (_, i) => i % 251) },
];
const ARCHIVE = createTar([{ name: "folder" }, ...FILES]);

/** The archive as a stream in pieces of this size. */
function inPieces(bytes: Uint8Array, size: number): ReadableStream<Uint8Array> {
  const count = Math.ceil(bytes.length / size);
  return ReadableStream.from(
    Array.from(
      { length: count },
      (_, i) => bytes.slice(i * size, (i + 1) * size),
    ),
  );
}

Deno.test("Every file and folder comes back as it was, however the archive is cut into pieces", async () => {
  for (const size of [1, 500, 512, 700, 100_000]) {
    const found: { name: string; bytes: Uint8Array | null }[] = [];
    for await (const { name, pieces } of untar(inPieces(ARCHIVE, size))) {
      const bytes = pieces && concat(await Array.fromAsync(pieces));
      found.push({ name, bytes });
    }
    assertEquals(found, [
      { name: "folder", bytes: null },
      ...FILES.map(({ name, data }) => ({ name, bytes: data })),
    ]);
  }
});

Deno.test("An archive that ends too soon, or holds more than files and folders, is refused", async () => {
  const short = inPieces(ARCHIVE.slice(0, 2_000), 512);
  await assertRejects(
    () => Array.fromAsync(untar(short)),
    TypeError,
    "too soon",
  );
  const link = createTar([{ name: "link", data: "" }]).slice();
  link[156] = "2".charCodeAt(0);
  await assertRejects(
    () => Array.fromAsync(untar(inPieces(link, 512))),
    TypeError,
    "link",
  );
});

/** An empty database as files: what `initdb` would make, without the seconds and the 500 MB that it takes in WebAssembly. */

import { dataDir } from "@electric-sql/pglite-prepopulatedfs";
import { untar } from "./untar.ts";

/** How much of the archive is unpacked at a time: whole it came as one piece of 40 MB, which stayed until long after. */
const SLICE_BYTES = 16_384;

/** Writes the files of an empty database into the folder. */
export async function unpackEmptyDatabase(folder: string): Promise<void> {
  const files = ReadableStream.from(slices(await dataDir()))
    .pipeThrough(new DecompressionStream("gzip"));
  for await (const { name, pieces } of untar(files)) {
    const path = `${folder}/${name}`;
    if (pieces) await writePieces(path, pieces);
    else await Deno.mkdir(path, { recursive: true, mode: 0o700 });
  }
}

async function* slices(
  archive: Blob,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let at = 0; at < archive.size; at += SLICE_BYTES) {
    const slice = archive.slice(at, at + SLICE_BYTES);
    yield new Uint8Array(await slice.arrayBuffer());
  }
}

async function writePieces(
  path: string,
  pieces: AsyncIterable<Uint8Array>,
): Promise<void> {
  using file = await Deno.open(path, {
    write: true,
    createNew: true,
    mode: 0o600,
  });
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length;) {
      at += await file.write(piece.subarray(at));
    }
    release(piece);
  }
}

/**
 * Gives the memory of a piece back at once when nothing of its buffer comes after it: the collector goes by the size of
 * the objects, which are small.
 */
function release({ buffer, byteOffset, byteLength }: Uint8Array): void {
  const isLast = byteOffset + byteLength === buffer.byteLength;
  if (isLast && buffer instanceof ArrayBuffer) buffer.transfer(0);
}

/** An empty database as files: what `initdb` would make, without the seconds and the 500 MB that it takes in WebAssembly. */

import { dataDir } from "@electric-sql/pglite-prepopulatedfs";
import { untar } from "./untar.ts";

/** Writes the files of an empty database into the folder. */
export async function unpackEmptyDatabase(folder: string): Promise<void> {
  const archive = await dataDir();
  const files = archive.stream().pipeThrough(new DecompressionStream("gzip"));
  for await (const { name, pieces } of untar(files)) {
    const path = `${folder}/${name}`;
    if (pieces) await writePieces(path, pieces);
    else await Deno.mkdir(path, { recursive: true, mode: 0o700 });
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
  }
}

/** Reads a tar archive as it comes, a file at a time (POSIX ustar: names of up to 100 bytes, files and folders). */

import { concat } from "@std/bytes/concat";

/** An entry of the archive. */
export interface TarEntry {
  readonly name: string;
  /** What is in the file, in pieces, to be taken before the next entry; null for a folder. */
  readonly pieces: AsyncIterable<Uint8Array> | null;
}

/** Headers and files begin at multiples of this. */
const BLOCK_BYTES = 512;

/**
 * The files and folders of the archive, in its order.
 * @throws {TypeError} when it ends too soon or holds anything else
 */
export async function* untar(
  archive: ReadableStream<Uint8Array>,
): AsyncGenerator<TarEntry> {
  const chunks = archive.values();
  let rest: Uint8Array = new Uint8Array();
  async function* take(length: number): AsyncGenerator<Uint8Array> {
    for (let left = length; left > 0;) {
      if (rest.length === 0) {
        const { done, value } = await chunks.next();
        if (done) throw new TypeError("A tar archive ends too soon");
        rest = value;
      }
      const piece = rest.subarray(0, left);
      rest = rest.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }
  for (;;) {
    const header = concat(await Array.fromAsync(take(BLOCK_BYTES)));
    const [name = ""] = text(header, 0, 100).split("\0");
    // The archive ends with blocks of zeros.
    if (name === "") break;
    const type = text(header, 156, 157);
    if (type === "5") yield { name, pieces: null };
    else if (type === "0" || type === "\0") {
      const size = parseInt(text(header, 124, 136), 8);
      yield { name, pieces: take(size) };
      for await (const _ of take(-size & (BLOCK_BYTES - 1)));
    } else {
      throw new TypeError(`Cannot unpack '${name}' of the type '${type}'`);
    }
  }
  await chunks.return?.();
}

function text(bytes: Uint8Array, from: number, to: number): string {
  return new TextDecoder().decode(bytes.subarray(from, to));
}

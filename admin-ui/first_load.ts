/** Holds the build to its promise: how much JavaScript the first look at any page may take. */

import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/** What the plugin needs to know of a file of the build. */
interface Chunk {
  readonly code: string;
  readonly imports: readonly string[];
  readonly dynamicImports: readonly string[];
}

/** Fails the build when a page of the entry needs more bytes, gzipped, than the limit. */
export function limitFirstLoad(entry: string, limitBytes: number): Plugin {
  return {
    name: "limit-first-load",
    generateBundle(_options, bundle) {
      const chunks = new Map<string, Chunk>();
      let first: string | null = null;
      for (const file of Object.values(bundle)) {
        if (file.type !== "chunk") continue;
        chunks.set(file.fileName, file);
        if (file.isEntry && file.name === entry) first = file.fileName;
      }
      if (first === null) this.error(`There is no entry ${entry}`);
      for (const [page, bytes] of firstLoads(first, chunks)) {
        if (bytes > limitBytes) {
          this.error(`${page} loads ${bytes} bytes, ${limitBytes} at most`);
        }
        this.info(`${page}: ${(bytes / 1000).toFixed(1)} kB of JavaScript`);
      }
    },
  };
}

/** For each page that the entry may go on with, the gzipped bytes of all that is loaded until it runs. */
export function firstLoads(
  entry: string,
  chunks: ReadonlyMap<string, Chunk>,
): ReadonlyMap<string, number> {
  const pages = chunks.get(entry)?.dynamicImports ?? [];
  return new Map([entry, ...pages].map((page) => {
    const files = needed([entry, page], chunks);
    return [page, files.reduce((sum, file) => sum + sizeOf(file), 0)];
  }));

  function sizeOf(file: string): number {
    return gzipSync(chunks.get(file)?.code ?? "").byteLength;
  }
}

/** The files and all that they import before they run. */
function needed(
  files: readonly string[],
  chunks: ReadonlyMap<string, Chunk>,
): readonly string[] {
  const found = new Set(files);
  // A set is walked on while it grows.
  for (const file of found) {
    for (const one of chunks.get(file)?.imports ?? []) found.add(one);
  }
  return [...found];
}

/** One file out of one version of an npm package, from whichever registry npm is configured with. */

import { parseTar } from "nanotar";
import { z } from "zod";
import { ProviderError } from "../rates/errors.ts";
import type { FetchOptions } from "../rates/ports.ts";
import { gather } from "./answer.ts";
import type { Line } from "./http.ts";
import { readJson } from "./json.ts";

/** Which file of which package. */
export interface PackageFile {
  /** `@scope/name`. */
  readonly name: string;
  readonly version: string;
  /** Inside the package: `v1/currencies/eur.json`. */
  readonly path: string;
}

/** Deadlines while somebody waits: both requests and two other mirrors fit into 8 s. */
const INTERACTIVE = { manifestMs: 1_500, tarballMs: 3_000 } as const;
const BACKGROUND = { manifestMs: 10_000, tarballMs: 60_000 } as const;

const MAX_MANIFEST_BYTES = 1_000_000;

/** A day is 1.3 MB to 5.8 MB packed, and some 30 MB unpacked at most so far. */
const MAX_PACKED_BYTES = 24_000_000;
const MAX_UNPACKED_BYTES = 96_000_000;

const manifest = z.object({
  dist: z.object({
    tarball: z.url({ protocol: /^https?$/ }),
    integrity: z.string(),
  }),
});

/**
 * The file, parsed, after its package was checked against the registry's sha512; null when there is no such version.
 * @throws {ProviderError}
 */
export async function readPackageFile<T>(
  line: Line,
  { registry, file, interactive, parse, ...options }: FetchOptions & {
    readonly registry: string;
    readonly file: PackageFile;
    readonly interactive: boolean;
    readonly parse: (text: string) => T;
  },
): Promise<T | null> {
  const { manifestMs, tarballMs } = interactive ? INTERACTIVE : BACKGROUND;
  const name = file.name.replace("/", "%2f");
  const dist = await line.ask(
    {
      ...options,
      url: `${registry.replace(/\/+$/, "")}/${name}/${file.version}`,
      kind: "json",
      maxBytes: MAX_MANIFEST_BYTES,
      timeoutMs: manifestMs,
      alsoRead: [404],
    },
    ({ status, text }) => status === 404 ? null : readJson(text, manifest).dist,
  );
  if (dist === null) return null;
  return await line.ask({
    ...options,
    url: dist.tarball,
    kind: "tarball",
    maxBytes: MAX_PACKED_BYTES,
    timeoutMs: tarballMs,
  }, async ({ bytes }) => {
    await verify(bytes, dist.integrity);
    return parse(fileIn(await unpack(bytes), file.path));
  });
}

async function verify(
  bytes: Uint8Array<ArrayBuffer>,
  integrity: string,
): Promise<void> {
  const digest = await crypto.subtle.digest("SHA-512", bytes);
  const expected = `sha512-${new Uint8Array(digest).toBase64()}`;
  if (integrity.split(/\s+/).includes(expected)) return;
  throw new ProviderError(
    "invalid_answer",
    "The package is not the one that the registry describes: its sha512 differs",
  );
}

async function unpack(
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const tar = new Blob([bytes]).stream().pipeThrough(
    new DecompressionStream("gzip"),
  );
  try {
    return await gather(tar, {
      maxBytes: MAX_UNPACKED_BYTES,
      tooLarge: () =>
        new ProviderError(
          "too_large",
          `The package unpacks to more than ${MAX_UNPACKED_BYTES / 1e6} MB`,
        ),
    });
  } catch (error) {
    if (error instanceof ProviderError) throw error;
    throw new ProviderError("invalid_answer", "The package cannot be unpacked");
  }
}

function fileIn(tar: Uint8Array<ArrayBuffer>, path: string): string {
  try {
    const [found] = parseTar(tar, {
      filter: ({ name }) => name === `package/${path}`,
    });
    if (found?.data) return new TextDecoder().decode(found.data);
  } catch {
    // The archive ends in the middle of a file.
  }
  throw new ProviderError("invalid_answer", `The package has no ${path}`);
}

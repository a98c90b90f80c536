/** An npm registry on loopback that holds one version of one package, made up on the spot. */

import { createTarGzip } from "nanotar";
import { respond, startUpstream, type Upstream } from "./upstream.ts";

/** What the registry holds and how it spoils it. */
export interface RegistryOptions {
  readonly name: string;
  readonly version: string;
  readonly files: Readonly<Record<string, string>>;
  /** Changes the tarball after its sum was taken. */
  readonly spoil?: (
    tarball: Uint8Array<ArrayBuffer>,
  ) => Uint8Array<ArrayBuffer>;
}

/** Starts the registry; any other package or version is a 404. */
export async function startRegistry(
  { name, version, files, spoil = (tarball) => tarball }: RegistryOptions,
): Promise<Upstream> {
  const packed = new Uint8Array(
    await createTarGzip(
      Object.entries(files).map(([path, data]) => ({
        name: `package/${path}`,
        data,
      })),
    ),
  );
  const sum = await crypto.subtle.digest("SHA-512", packed);
  const integrity = `sha512-${new Uint8Array(sum).toBase64()}`;
  const upstream = startUpstream((request) => {
    const { pathname, origin } = new URL(request.url);
    if (pathname.endsWith(".tgz")) {
      return respond(spoil(packed), { type: "application/octet-stream" });
    }
    if (pathname !== `/${name.replace("/", "%2f")}/${version}`) {
      return respond(`"version not found"`, { status: 404 });
    }
    const dist = { tarball: `${origin}/${name}/-/x.tgz`, integrity };
    return respond(JSON.stringify({ name, version, dist }));
  });
  return upstream;
}

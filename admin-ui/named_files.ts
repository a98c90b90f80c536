/** Gives each place a page of its own, which names the files of the place: the browser fetches all of them at once. */

import type { Plugin, Rolldown } from "vite";

/** Writes `places/<name>.html` for each name of a place and the module that is its page, below the folder of sources. */
export function nameFiles(
  page: string,
  places: Readonly<Record<string, string>>,
): Plugin {
  let base = "/";
  return {
    name: "name-files",
    configResolved(config) {
      base = config.base;
    },
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const html = bundle[page];
        if (html?.type !== "asset") this.error(`There is no page ${page}`);
        for (const [name, module] of Object.entries(places)) {
          const first = Object.values(bundle).find((file) =>
            file.type === "chunk" &&
            file.facadeModuleId?.endsWith(`/src/${module}`)
          );
          if (!first) this.error(`There is no module ${module}`);
          this.emitFile({
            type: "asset",
            fileName: `places/${name}.html`,
            source: withLinks(
              String(html.source),
              filesOf(first.fileName, bundle).map((file) => base + file),
            ),
          });
        }
      },
    },
  };
}

/** A file of the build, what it imports now or later, and their styles. */
function filesOf(
  file: string,
  bundle: Rolldown.OutputBundle,
): readonly string[] {
  const found = new Set([file]);
  // A set is walked on while it grows.
  for (const one of found) {
    const chunk = bundle[one];
    if (chunk?.type !== "chunk" || chunk.isEntry) continue;
    const styles = chunk.viteMetadata?.importedCss ?? [];
    for (
      const next of [...chunk.imports, ...chunk.dynamicImports, ...styles]
    ) {
      found.add(next);
    }
  }
  return [...found];
}

/** The page with links to those of the files that it does not name yet. */
export function withLinks(html: string, files: readonly string[]): string {
  const links = files.filter((file) => !html.includes(`"${file}"`)).map((
    file,
  ) =>
    file.endsWith(".css")
      ? `<link rel="stylesheet" crossorigin href="${file}">`
      : `<link rel="modulepreload" crossorigin href="${file}">`
  );
  return html.replace("</head>", `${links.join("")}</head>`);
}

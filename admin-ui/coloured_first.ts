/** Keeps the browser from painting before the script has run, which knows the colours that the reader chose. */

import type { Plugin } from "vite";

/** Adds `blocking="render"` to the module script of a page, which the build leaves out. */
export function colouredFirst(page: string): Plugin {
  return {
    name: "coloured-first",
    transformIndexHtml: {
      order: "post",
      handler(html, { filename }) {
        return filename.endsWith(page)
          ? html.replace(
            '<script type="module"',
            '<script type="module" blocking="render"',
          )
          : html;
      },
    },
  };
}

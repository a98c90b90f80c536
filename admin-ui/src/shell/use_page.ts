/** What every page does when it opens: its title, and the focus for those who came by keyboard. */

import { useEffect } from "preact/hooks";

let opened = false;

/** Names the page; after the first page the focus moves to the new one, which a browser would do by itself. */
export function usePage(title: string): void {
  useEffect(() => {
    document.title = `${title} · MyCurrency`;
    if (opened) document.getElementById("main")?.focus();
    opened = true;
  }, [title]);
}

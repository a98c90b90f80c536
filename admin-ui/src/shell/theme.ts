/** Light, dark, or as the system has it: chosen here, remembered in this browser. */

import { signal } from "@preact/signals";

/** The choices, in the order in which the button goes through them. */
export const THEMES = ["system", "light", "dark"] as const;

/** How the pages are coloured. */
export type Theme = typeof THEMES[number];

const KEY = "mycurrency.theme";

/** The theme of these pages, applied whenever it is set. */
export function createTheme() {
  const chosen = signal<Theme>(recall());
  apply(chosen.peek());
  return {
    chosen,
    set(theme: Theme): void {
      chosen.value = theme;
      apply(theme);
      try {
        if (theme === "system") localStorage.removeItem(KEY);
        else localStorage.setItem(KEY, theme);
      } catch {
        // Without storage the choice lasts as long as the page.
      }
    },
  };
}

/** What {@linkcode createTheme} makes. */
export type ThemeChoice = ReturnType<typeof createTheme>;

function apply(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

function recall(): Theme {
  try {
    const kept = localStorage.getItem(KEY);
    return THEMES.find((theme) => theme === kept) ?? "system";
  } catch {
    return "system";
  }
}

/** One button that goes through the themes and says which is on. */

import { useModels } from "../models.ts";
import { Icon } from "./Icon.tsx";
import { THEMES } from "./theme.ts";

const WORDS = {
  system: "as the system",
  light: "light",
  dark: "dark",
} as const;

/** The button. */
export function ThemeButton() {
  const { theme, spoken } = useModels();
  const now = theme.chosen.value;
  const next = THEMES[(THEMES.indexOf(now) + 1) % THEMES.length] ?? "system";
  return (
    <button
      type="button"
      class="sign theme"
      aria-label={`Colours: ${WORDS[now]}. Change to ${WORDS[next]}`}
      title={`Colours: ${WORDS[now]}`}
      onClick={() => {
        theme.set(next);
        spoken.value = `Colours: ${WORDS[next]}`;
      }}
    >
      <Icon name={now} />
    </button>
  );
}

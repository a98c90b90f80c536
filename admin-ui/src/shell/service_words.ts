/** How the service is, in one line: the worst thing that is true of its providers. */

import type { Provider } from "../api/client.ts";
import { needsLogIn } from "../api/failure.ts";
import type { Loaded } from "../api/loaded.ts";
import { stateWords, type Tone } from "../providers/state_words.ts";
import { ageInDays, FRESH_DAYS, newestOf } from "../overview/freshness.ts";

import { shortDay } from "../text/days.ts";

/** The line at the foot of the rail. */
export interface ServiceWords {
  readonly tone: Tone;
  readonly line: string;
  readonly about: string;
}

/** What to say of the providers as they are known. */
export function serviceWords(
  providers: Loaded<readonly Provider[]>,
  reader: { readonly now: Date; readonly locale: string },
): ServiceWords {
  if (providers.status === "loading") {
    return { tone: "off", line: "Looking…", about: "" };
  }
  if (providers.status === "error" && needsLogIn(providers.failure)) {
    return { tone: "off", line: "Not logged in", about: "" };
  }
  if (providers.status === "error" || providers.outdated) {
    return { tone: "bad", line: "Not connected", about: "Trying again" };
  }
  const asked = providers.data.filter(({ enabled }) => enabled);
  if (asked.length === 0) {
    return { tone: "warn", line: "No provider is on", about: "Switch one on" };
  }
  const troubled = asked.flatMap((provider) => {
    const words = stateWords(provider, reader);
    return words.tone === "warn" || words.tone === "bad"
      ? [{ provider, words }]
      : [];
  });
  const worst = troubled.find(({ words }) => words.tone === "bad") ??
    troubled[0];
  if (worst) {
    const { provider, words } = worst;
    return {
      tone: words.tone,
      line: troubled.length === 1
        ? "One provider needs a look"
        : `${troubled.length} providers need a look`,
      about: `${provider.name}: ${words.word.toLowerCase()}`,
    };
  }
  const made = asked.filter(({ synthetic }) => synthetic);
  if (made.length > 0) {
    return {
      tone: "warn",
      line: "Made-up rates are on",
      about: made.map(({ name }) => name).join(", "),
    };
  }
  const newest = newestOf(asked);
  if (!newest) {
    return { tone: "warn", line: "No rates stored yet", about: "Load some" };
  }
  const day = shortDay(newest, reader.now.toISOString(), reader.locale);
  if (ageInDays(newest, reader.now) > FRESH_DAYS) {
    return { tone: "warn", line: "Rates are old", about: `Newest: ${day}` };
  }
  return { tone: "good", line: "Rates are fresh", about: `Newest: ${day}` };
}

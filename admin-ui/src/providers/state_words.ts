/** A provider's state in words: what it is, why, and what to do about it. */

import type { Provider } from "../api/client.ts";
import { timeWords } from "../text/days.ts";

/** The colour of a state: amber and red only where something is to be known or done. */
export type Tone = "good" | "warn" | "bad" | "off";

/** A state as it is shown. */
export interface StateWords {
  readonly tone: Tone;
  readonly word: string;
  readonly reason: string | null;
  readonly todo: string | null;
}

/** What to say of a provider's state. */
export function stateWords(
  provider: Provider,
  reader: {
    readonly now: Date;
    readonly locale: string;
    readonly timeZone?: string;
    /** Whether the reader has the controls that would help. */
    readonly canWrite?: boolean;
  },
): StateWords {
  const time = (instant: string) => timeWords(new Date(instant), reader);
  const { state, missing_setting: setting, last_failure: failure } = provider;
  const toWriters = (sentence: string) =>
    reader.canWrite === false ? "" : ` ${sentence}`;
  const why = failure && `${sentence(failure.reason)} (${time(failure.at)})`;
  switch (state) {
    case "off":
      return {
        tone: "off",
        word: "Off",
        reason: "Not asked, and its stored rates are not used.",
        todo: setting &&
          `To use it, set ${setting} and start the service again.`,
      };
    case "misconfigured":
      return setting
        ? {
          tone: "off",
          word: "No key",
          reason: `To use it, set ${setting} and start the service again.`,
          todo: null,
        }
        : {
          tone: "bad",
          word: "Key refused",
          reason: why,
          todo: "Check its key in the settings and start the service again.",
        };
    case "spent": {
      const allowance = provider.monthly_requests?.toLocaleString(
        reader.locale,
      );
      return {
        tone: "warn",
        word: "Month spent",
        reason:
          `This month's allowance of ${allowance} requests is used up, by loads and questions together.`,
        todo:
          "The next one answers until the month ends (UTC). A larger plan is told to the service by its setting.",
      };
    }
    case "resting":
      return {
        tone: "warn",
        word: "Resting",
        reason: why,
        todo:
          (provider.resting_until
            ? `Asked again after ${
              time(provider.resting_until)
            }; until then the next one answers.`
            : "The next one answers.") + toWriters("Reset asks it at once."),
      };
    case "failing":
      return {
        tone: "warn",
        word: "Failing",
        reason: why,
        todo: "It is asked again with the next question." +
          toWriters("Test it to see now."),
      };
    case "healthy":
      return {
        tone: "good",
        word: "Healthy",
        reason: provider.last_success_at
          ? `Answered ${time(provider.last_success_at)}.`
          : null,
        todo: null,
      };
    case "idle":
      return {
        tone: "off",
        word: provider.requests === 0 ? "Ready" : "Reset",
        reason: provider.requests === 0
          ? "Nobody has needed it since the service started."
          : "Its failures are forgotten; the next question asks it.",
        todo: null,
      };
  }
}

/** Reasons come without a full stop, because they are also read inside longer lines. */
function sentence(reason: string): string {
  return reason.replace(/\.+$/, "");
}

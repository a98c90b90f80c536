/** A load of history in words: where it stands, why, and what can be done. */

import type { Ingestion } from "../api/client.ts";
import type { Tone } from "../providers/state_words.ts";
import { shortDay, timeWords } from "../text/days.ts";
import { numberFormat } from "../text/formats.ts";

/** What can be done to a load. */
export type Steering = "pause" | "resume" | "cancel" | "retry";

/** How a load is shown. */
export interface LoadWords {
  readonly tone: Tone;
  readonly word: string;
  /** How far it is, or what it came to. */
  readonly figures: string;
  /** Why it stands still or has failed. */
  readonly reason: string | null;
  readonly actions: readonly Steering[];
}

/** Who reads. */
export interface Reader {
  readonly now: Date;
  readonly locale: string;
  readonly timeZone?: string;
}

/** Whether something may still happen to it by itself, or when it is resumed. */
export function isOpen({ status }: Pick<Ingestion, "status">): boolean {
  return status === "queued" || status === "running" || status === "paused";
}

/** The days of a load or a plan: `1 – 31 Mar 2024` in short. */
export function rangeWords(
  { from, to }: { readonly from: string; readonly to: string },
  locale: string,
): string {
  if (from === to) return shortDay(from, "", locale);
  const whole = from.endsWith("-01-01") && to.endsWith("-12-31");
  const [first, last] = [from.slice(0, 4), to.slice(0, 4)];
  if (whole) return first === last ? first : `${first} – ${last}`;
  return `${shortDay(from, to, locale)} – ${shortDay(to, "", locale)}`;
}

/** What to say of a load. */
export function loadWords(load: Ingestion, reader: Reader): LoadWords {
  const { status, held, error, resume_at: resumeAt } = load;
  const at = (instant: string | null) =>
    instant && timeWords(new Date(instant), reader);
  switch (status) {
    case "queued":
      return {
        tone: "off",
        word: "Waiting",
        figures: progressWords(load, reader.locale),
        reason: null,
        actions: ["pause", "cancel"],
      };
    case "running":
      return {
        tone: "good",
        word: "Loading",
        figures: progressWords(load, reader.locale),
        reason: null,
        actions: ["pause", "cancel"],
      };
    case "paused":
      return {
        tone: held ? "off" : "warn",
        word: "Paused",
        figures: progressWords(load, reader.locale),
        reason: held
          ? "It goes on when you say so."
          : `${sentence(error ?? "It waits")} ${
            resumeAt
              ? `Goes on ${at(resumeAt)}.`
              : "Goes on within five minutes."
          }`,
        actions: ["resume", "cancel"],
      };
    case "done":
      return {
        tone: "good",
        word: "Done",
        figures: resultWords(load, reader.locale),
        reason: null,
        actions: [],
      };
    case "failed":
      return {
        tone: "bad",
        word: "Failed",
        figures: resultWords(load, reader.locale),
        reason: sentence(error ?? "It did not say why"),
        // The service does not keep files.
        actions: load.cause === "file" ? [] : ["retry"],
      };
    case "cancelled":
      return {
        tone: "off",
        word: "Cancelled",
        figures: resultWords(load, reader.locale),
        reason: null,
        actions: ["retry"],
      };
  }
}

/** How many of its requests are over. */
export function progressWords(
  { chunks }: Pick<Ingestion, "chunks">,
  locale: string,
): string {
  const number = numberFormat(locale);
  const over = chunks.done + chunks.failed;
  const planned = over + chunks.pending + chunks.running;
  const failed = chunks.failed > 0
    ? `, ${number.format(chunks.failed)} failed`
    : "";
  return `${number.format(over)} of ${requests(planned, number)}${failed}`;
}

function resultWords(
  { cause, rates, rejected, requests: made }: Ingestion,
  locale: string,
): string {
  const number = numberFormat(locale);
  const fresh = rates.inserted + rates.revised;
  const what = fresh === 0
    ? rates.unchanged === 0 ? "nothing to load" : "no new rates"
    : `${number.format(fresh)} new rate${fresh === 1 ? "" : "s"}`;
  const bad = rejected > 0
    ? `, ${number.format(rejected)} row${rejected === 1 ? "" : "s"} left out`
    : "";
  const how = cause === "file"
    ? ", from a file"
    : made === 0
    ? ""
    : `, ${requests(made, number)}`;
  return `${what}${bad}${how}`;
}

/** `1 request`, `1,200 requests`. */
export function requests(count: number, number: Intl.NumberFormat): string {
  return `${number.format(count)} request${count === 1 ? "" : "s"}`;
}

function sentence(reason: string): string {
  return /[.!?]$/.test(reason) ? reason : `${reason}.`;
}

/** What a press on each does, as a button says it. */
export const STEERING: Readonly<Record<Steering, string>> = {
  pause: "Pause",
  resume: "Go on",
  cancel: "Cancel",
  retry: "Try again",
};

/** The last question, remembered by this browser. */

import {
  FIRST_QUESTION,
  fromSearch,
  type Question,
  toSearch,
} from "./question.ts";

const KEY = "mycurrency.question";

/** The last question asked here, of today; the first question when there is none or storage is closed to us. */
export function recallQuestion(): Question {
  try {
    const search = localStorage.getItem(KEY);
    return search ? fromSearch(search, FIRST_QUESTION) : FIRST_QUESTION;
  } catch {
    return FIRST_QUESTION; // A private window may refuse storage.
  }
}

/** Keeps the question, without its day: tomorrow people mean tomorrow. */
export function rememberQuestion(question: Question): void {
  try {
    localStorage.setItem(KEY, toSearch({ ...question, date: null }));
  } catch {
    // As above: then it is not remembered.
  }
}

/** Keeps it no longer. */
export function forgetQuestion(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // As above: then there is none.
  }
}

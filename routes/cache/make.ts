/** An answer made for what is kept: by the operation itself, with all that the app around it would have added. */

import type { Clock, Log } from "../../rates/ports.ts";
import type { AskerOf } from "../asking.ts";
import type { Client } from "../client_address.ts";
import { FRAME } from "../frame.ts";
import type { CountAnswer } from "../measure.ts";
import { explain, problemParts } from "../problem.ts";
import type { ReadAnswer } from "../read_answer.ts";
import { writeLine } from "../watch.ts";
import { requestIdOf } from "./kept.ts";
import type { Question } from "./operation.ts";

/** An answer, whose headers are all but those of one request. */
export interface Made extends ReadAnswer {
  readonly status: number;
  /** Of the request that it was made for. */
  readonly requestId: string;
  readonly createdAtMs: number;
}

/** What making needs. */
export interface MakeDeps {
  readonly askerOf: AskerOf;
  readonly clock: Clock;
  readonly log: Log;
  readonly accessLog: boolean;
  readonly countAnswer: CountAnswer;
  /** Whether only those who are known may read: then nobody in between keeps their answers. */
  readonly isClosed: boolean;
}

/** On whose behalf it is made. */
export interface OnBehalf {
  readonly request: Request;
  readonly client: Client | null;
  /** Whether somebody waits for it: who goes away ends what is under way. */
  readonly waits: boolean;
}

/** Makes the answer to a question. */
export type Make = (question: Question, behalf: OnBehalf) => Promise<Made>;

/**
 * Makes the function that does. A rate that nobody has asked for costs 2.4 times a select of the database, and by way of
 * the app 3.8: so it is parsed once, and its text is not made into bytes to be read as text again.
 */
export function createMake(deps: MakeDeps): Make {
  const { askerOf, clock, log, countAnswer, isClosed } = deps;
  return async function make(question, { request, client, waits }) {
    const { path } = question;
    const startMs = performance.now();
    const createdAtMs = clock().getTime();
    const requestId = requestIdOf(request.headers);
    const named = { requestId, method: "GET", path };
    let found: ReadAnswer & { readonly status: number };
    try {
      const asker = askerOf(request, client);
      const answer = await question.ask({
        requestId,
        asker,
        // The runtime makes one when it is asked for, and a rate of one day has no use for it.
        get signal() {
          return waits ? request.signal : null;
        },
      });
      found = { ...answer, status: 200 };
    } catch (thrown) {
      found = problemParts(explain(thrown, { log, ...named }), requestId);
    }
    const { status, body } = found;
    const elapsedMs = performance.now() - startMs;
    writeLine(deps, { ...named, status, elapsedMs });
    countAnswer({
      method: "GET",
      route: path,
      status,
      source: "app",
      seconds: elapsedMs / 1_000,
    });
    const headers: Record<string, string> = { ...FRAME, ...found.headers };
    if (isClosed) keepFromOthers(headers);
    return { status, headers, body, requestId, createdAtMs };
  };
}

function keepFromOthers(headers: Record<string, string>): void {
  const control = headers["cache-control"];
  if (control) {
    headers["cache-control"] = control.replace(/^public/, "private");
  }
}

/** The answer as it goes to whoever asked first, where it cannot be kept. */
export function responseOf(
  { status, headers, body, requestId }: Made,
): Response {
  return new Response(body, {
    status,
    headers: { ...headers, "x-request-id": requestId },
  });
}

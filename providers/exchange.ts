/** One request and its answer: sent, timed and taken, with every way of failing named. */

import { isTaskCancelledError, timeout, TimeoutStrategy } from "cockatiel";
import { ProviderError } from "../rates/errors.ts";
import { type Answer, type Bounds, takeAnswer } from "./answer.ts";

/** `fetch`, as far as the door needs it. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** A GET request with its deadline. */
export interface Exchange extends Bounds {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** Told of the header Retry-After, whatever the status. */
  readonly onRetryAfter: (header: string | null) => void;
}

/**
 * Sends the request and takes the answer.
 * @throws {ProviderError}
 * @throws anything, once the signal is aborted
 */
export async function exchange(
  fetch: Fetch,
  { url, headers, signal, timeoutMs, onRetryAfter, ...bounds }: Exchange,
): Promise<Answer> {
  const prepared = headersOf(headers, bounds.keySetting);
  const deadline = timeout(timeoutMs, TimeoutStrategy.Aggressive);
  let answered = false;
  try {
    return await deadline.execute(async (context) => {
      const response = await fetch(url, {
        headers: prepared,
        signal: context.signal,
      });
      answered = true;
      await refuseDowngrade(url, response);
      onRetryAfter(response.headers.get("retry-after"));
      return await takeAnswer(response, bounds);
    }, signal);
  } catch (error) {
    if (signal.aborted || error instanceof ProviderError) throw error;
    if (isTaskCancelledError(error)) {
      throw new ProviderError(
        "timeout",
        `No full answer within ${timeoutMs / 1000} s`,
      );
    }
    throw new ProviderError(
      "unreachable",
      answered ? "The answer broke off" : "No connection",
      {},
      { cause: withoutAddress(error) },
    );
  }
}

/** A redirect must not carry a question that was to be encrypted over an open line. */
async function refuseDowngrade(url: string, response: Response): Promise<void> {
  if (!url.startsWith("https:") || !response.url.startsWith("http:")) return;
  await response.body?.cancel();
  throw new ProviderError(
    "invalid_answer",
    "Redirected to an unencrypted address",
  );
}

/** A key with a line break or the like is refused here: the runtime's own error would quote it. */
function headersOf(
  headers: Readonly<Record<string, string>> | undefined,
  keySetting: string | null,
): Headers {
  try {
    return new Headers({ ...headers });
  } catch {
    throw new ProviderError(
      "not_configured",
      `The key cannot be sent in a header: check ${keySetting ?? "it"}`,
    );
  }
}

/** What the runtime says of a broken connection, less the URL whose query it quotes. */
function withoutAddress(error: unknown): Error | undefined {
  const { cause } = error instanceof Error ? error : new Error();
  return cause instanceof Error
    ? new Error(cause.message.replace(/\w+:\/\/[^\s)]*/g, "…"))
    : undefined;
}

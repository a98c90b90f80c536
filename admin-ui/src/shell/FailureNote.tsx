/** A failure as a reader meets it: what is wrong, what to do, and a way to try again. */

import { useLocation } from "preact-iso";
import { logInAddress } from "../account/next_place.ts";
import {
  type Failure,
  isConnectionFailure,
  needsLogIn,
} from "../api/failure.ts";

/** The note; quiet amber when only the connection is away. */
export function FailureNote(
  { failure, title, offerLogIn = true, onRetry }: {
    readonly failure: Failure;
    readonly title: string;
    /** Whether to lead to the log-in where that would help. */
    readonly offerLogIn?: boolean;
    readonly onRetry?: () => void;
  },
) {
  const { url } = useLocation();
  const tone = isConnectionFailure(failure) ? "warn" : "bad";
  return (
    <div class={`note ${tone}`} role="alert">
      <p>
        <strong>{title}</strong> {failure.detail}
      </p>
      {failure.providers.length > 0 && (
        <ul class="plainlist small">
          {failure.providers.map(({ provider, reason }) => (
            <li key={provider}>{provider}: {reason}</li>
          ))}
        </ul>
      )}
      {failure.status !== null && failure.status >= 500 && failure.requestId &&
        <p class="small faint">Request {failure.requestId}</p>}
      {offerLogIn && needsLogIn(failure) && (
        <a href={logInAddress(url)}>Log in</a>
      )}
      {onRetry && <button type="button" onClick={onRetry}>Try again</button>}
    </div>
  );
}

/** Whatever state a list is in: on its way, not to be had, out of date, empty, or there. */

import type { ComponentChildren } from "preact";
import type { Loaded } from "../api/loaded.ts";
import { FailureNote } from "./FailureNote.tsx";
import { Skeleton } from "./Skeleton.tsx";

/** The list, or what stands in for it. */
export function Listed<T>({ state, what, empty, rows = 4, onRetry, children }: {
  readonly state: Loaded<readonly T[]>;
  /** What it is a list of, in the plural: `users`. */
  readonly what: string;
  /** What to say when there is none. */
  readonly empty: ComponentChildren;
  /** How many are expected. */
  readonly rows?: number;
  readonly onRetry: () => void;
  readonly children: (data: readonly T[]) => ComponentChildren;
}) {
  switch (state.status) {
    case "loading":
      return <Skeleton rows={rows} label={`Loading the ${what}`} />;
    case "error":
      return (
        <FailureNote
          failure={state.failure}
          title={`The ${what} cannot be loaded.`}
          onRetry={onRetry}
        />
      );
    case "ready":
      return (
        <>
          {state.outdated && (
            <FailureNote
              failure={state.outdated}
              title="This list may be out of date."
              onRetry={onRetry}
            />
          )}
          {state.data.length === 0
            ? <p class="empty quiet">{empty}</p>
            : children(state.data)}
        </>
      );
  }
}

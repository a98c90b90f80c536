/** Loading what a page shows: when it opens, when its question changes, and again when the service is back. */

import { type Inputs, useLayoutEffect } from "preact/hooks";
import { useModels } from "../models.ts";

/** Loads while the service is there; what `load` returns ends it before it loads anew. */
export function useWhenHere(load: () => void | (() => void), inputs: Inputs) {
  const { connection } = useModels();
  const here = connection.state.value === "here";
  // Not after the next frame: an answer is waited for longer than a frame.
  useLayoutEffect(() => here ? load() : undefined, [...inputs, here]);
}

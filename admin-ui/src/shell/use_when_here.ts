/** Loading what a page shows: when it opens, when its question changes, and again when the service is back. */

import { type Inputs, useLayoutEffect, useRef } from "preact/hooks";
import { useModels } from "../models.ts";

/** Loads; what `load` returns ends it before it loads anew. A service that goes away ends nothing: it is told of. */
export function useWhenHere(load: () => void | (() => void), inputs: Inputs) {
  const { connection } = useModels();
  const here = connection.state.value === "here";
  const before = useRef(here);
  const returns = useRef(0);
  if (here && !before.current) returns.current++;
  before.current = here;
  // Not after the next frame: an answer is waited for longer than a frame.
  useLayoutEffect(load, [...inputs, returns.current]);
}

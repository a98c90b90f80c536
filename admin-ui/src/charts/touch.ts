/** Fingers on a plot: one points at a day, two take hold of the days and move them apart or together. */

import type { Fingers } from "./zoom.ts";

/** Who is told; distances are in pixels from the left of the element. */
export interface TouchHooks {
  /** One finger is here. */
  readonly point: (left: number) => void;
  /** Two fingers have moved since they took hold. */
  readonly pinch: (before: Fingers, after: Fingers) => void;
  /** They let go. */
  readonly release: () => void;
}

/**
 * Follows fingers over an element until the returned function is called. Moving up and down stays with the browser, which
 * then takes the finger away (`pointercancel`), so that the page scrolls as elsewhere; the style sheet says so too.
 */
export function followFingers(
  element: HTMLElement,
  { point, pinch, release }: TouchHooks,
): () => void {
  const fingers = new Map<number, number>();
  const stop = new AbortController();
  const { signal } = stop;
  let held: Fingers | null = null;

  const pair = (): Fingers | null => {
    const [first, second] = fingers.values();
    return first === undefined || second === undefined ? null : [first, second];
  };
  const leftOf = ({ clientX }: PointerEvent) =>
    clientX - element.getBoundingClientRect().left;
  const on = (
    name: "pointerdown" | "pointermove" | "pointerup" | "pointercancel",
    listen: (event: PointerEvent) => void,
  ) =>
    element.addEventListener(name, (event) => {
      if (event.pointerType === "touch") listen(event);
    }, { signal });

  on("pointerdown", (event) => {
    fingers.set(event.pointerId, leftOf(event));
    held = pair();
  });
  on("pointermove", (event) => {
    if (!fingers.has(event.pointerId)) return;
    fingers.set(event.pointerId, leftOf(event));
    const now = pair();
    if (held && now) pinch(held, now);
    else if (!held) point(leftOf(event));
  });
  const end = ({ pointerId }: PointerEvent) => {
    if (!fingers.delete(pointerId) || !held) return;
    held = null;
    // The one that is left does not point: it is on its way up.
    fingers.clear();
    release();
  };
  on("pointerup", end);
  on("pointercancel", end);
  return () => stop.abort();
}

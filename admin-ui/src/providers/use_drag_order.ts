/** Dragging an item of a list to another place, with a mouse or a finger. */

import { useSignal } from "@preact/signals";
import { movedTo } from "../order.ts";

/** An item on its way. */
interface Drag {
  readonly key: string;
  /** Where it would land, from 0. */
  readonly place: number;
}

/**
 * The order as it would be if the item were dropped now, and the function that takes an item up. Rows must carry their
 * key in `data-key`. They are drawn in place by CSS `order`: moving their elements would end the gesture.
 */
export function useDragOrder(
  order: readonly string[],
  onDrop: (order: readonly string[]) => void,
) {
  const drag = useSignal<Drag | null>(null);
  const shown = drag.value
    ? movedTo(order, drag.value.key, drag.value.place)
    : order;

  function grab(key: string, event: PointerEvent): void {
    if (event.button !== 0 || !(event.currentTarget instanceof Element)) return;
    const list = event.currentTarget.closest("ol");
    if (!list) return;
    event.preventDefault();
    const stop = new AbortController();
    const { signal } = stop;
    drag.value = { key, place: order.indexOf(key) };
    addEventListener("pointermove", (moving) => {
      const place = placeAt(list, key, moving.clientY);
      if (place !== drag.peek()?.place) drag.value = { key, place };
    }, { signal });
    const end = (drop: boolean) => {
      stop.abort();
      const last = drag.peek();
      drag.value = null;
      if (!drop || !last || last.place === order.indexOf(key)) return;
      onDrop(movedTo(order, key, last.place));
    };
    addEventListener("pointerup", () => end(true), { signal });
    addEventListener("pointercancel", () => end(false), { signal });
    addEventListener("keydown", (pressed) => {
      if (pressed.key === "Escape") end(false);
    }, { signal });
  }

  return { shown, dragged: drag.value?.key ?? null, grab };
}

/** The place at a height of the window: after every other row whose middle is above it. */
function placeAt(list: Element, key: string, y: number): number {
  return [...list.querySelectorAll<HTMLElement>("[data-key]")]
    .filter((row) => row.dataset.key !== key)
    .filter((row) => {
      const { top, height } = row.getBoundingClientRect();
      return top + height / 2 < y;
    }).length;
}

/** Lists that people put in order: moving one item. */

/** The list with one item moved by some places; unchanged when there is no such place. */
export function moved<T>(
  list: readonly T[],
  item: T,
  by: number,
): readonly T[] {
  const from = list.indexOf(item);
  return from < 0 ? list : movedTo(list, item, from + by);
}

/** The list with one item at the given place; unchanged when there is no such place. */
export function movedTo<T>(
  list: readonly T[],
  item: T,
  place: number,
): readonly T[] {
  if (!list.includes(item) || place < 0 || place >= list.length) return list;
  const rest = list.filter((one) => one !== item);
  return [...rest.slice(0, place), item, ...rest.slice(place)];
}

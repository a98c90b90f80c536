/** A token as a colour that a canvas understands: `light-dark()` is resolved by the page only. */

/** The colour of a token where the host is. */
export function colourOf(host: HTMLElement, token: string): string {
  const before = host.style.color;
  host.style.color = `var(${token})`;
  const colour = getComputedStyle(host).color;
  host.style.color = before;
  return colour;
}

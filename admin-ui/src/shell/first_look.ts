/** The first look at a page: kept back while it could only say that it loads, which costs a phone two frames of 0.1 s. */

/** So long somebody looks at nothing at most; a service nearby has answered by then. */
const PATIENCE_MS = 300;

/** What says that something is on its way. */
const LOADING = ".skeleton, [aria-busy=true]";

/** Hides what was put into the place until nothing in it is on its way, or that takes too long; then tells of it. */
export function hideWhileLoading(place: HTMLElement, shown: () => void): void {
  const observer = new MutationObserver(look);
  const timer = setTimeout(show, PATIENCE_MS);
  observer.observe(place, {
    childList: true,
    subtree: true,
    attributeFilter: ["aria-busy"],
  });
  look();

  function look(): void {
    if (place.querySelector(LOADING)) place.hidden = true;
    else show();
  }

  function show(): void {
    observer.disconnect();
    clearTimeout(timer);
    place.hidden = false;
    shown();
  }
}

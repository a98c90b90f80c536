/** Logging out of a browser: what one of its tabs does, all of them are told. */

const CHANNEL = "mycurrency.left";

/** Calls `onLeft` when somebody has logged out in any tab; the returned function says that it was in this one. */
export function createLeaving(onLeft: () => void): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.addEventListener("message", onLeft);
  return () => {
    // A tab does not hear itself.
    channel.postMessage(null);
    onLeft();
  };
}

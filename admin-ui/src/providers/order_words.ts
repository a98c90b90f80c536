/** The order of preference as a sentence: who is asked first, who takes over, and who is out for now. */

import type { Provider } from "../api/client.ts";

/** What the sentence needs to know of a provider. */
type Ordered = Pick<Provider, "name" | "enabled" | "state">;

/** The sentence for providers in their order. */
export function orderWords(providers: readonly Ordered[]): string {
  const asked = providers.filter(({ enabled, state }) =>
    enabled && state !== "misconfigured" && state !== "spent" &&
    state !== "resting"
  );
  const resting = providers.filter(({ enabled, state }) =>
    enabled && state === "resting"
  ).map(({ name }) => name);
  const [first, second] = asked;
  if (!first) {
    return resting.length > 0
      ? "Everybody who could be asked is resting. Until then answers come from what is stored."
      : "Nobody is asked: no provider is on and set up. Answers come from what is stored.";
  }
  const order = second
    ? `${first.name} is asked first; where it does not know, ${second.name} is next.`
    : `${first.name} is the only one asked.`;
  if (resting.length === 0) return order;
  return `${order} ${listed(resting)} ${
    resting.length === 1 ? "is" : "are"
  } resting.`;
}

function listed(names: readonly string[]): string {
  return new Intl.ListFormat("en", { type: "conjunction" }).format(names);
}

/** Says when the service is away, above everything and without moving anything. */

import { useSignal } from "@preact/signals";
import { useModels } from "../models.ts";

/** The banner; empty while all is well, so that it is heard when it speaks. */
export function ConnectionBanner() {
  const { connection } = useModels();
  const state = connection.state.value;
  return (
    <div class="banner" role="status">
      {state === "offline" && (
        <p>
          <span class="dot warn" aria-hidden="true"></span>
          <span>
            <strong>You are offline.</strong>{" "}
            What you see stays; it goes on when the network is back.
          </span>
        </p>
      )}
      {state === "away" && (
        <p>
          <span class="dot bad" aria-hidden="true"></span>
          <span>
            <strong>The service does not answer.</strong>{" "}
            It is asked again by itself, and nothing you typed is lost.
          </span>
          <LookButton />
        </p>
      )}
      {state === "here" && connection.newer.value && (
        <p>
          <span class="dot" aria-hidden="true"></span>
          <span>
            <strong>The service is back, in another version.</strong>{" "}
            Load this page again when it suits you.
          </span>
          <button type="button" onClick={() => location.reload()}>
            Load again
          </button>
        </p>
      )}
    </div>
  );
}

function LookButton() {
  const { connection } = useModels();
  const looking = useSignal(false);
  return (
    <button
      type="button"
      aria-disabled={looking.value}
      onClick={async () => {
        if (looking.value) return;
        looking.value = true;
        await connection.look();
        looking.value = false;
      }}
    >
      {looking.value ? "Trying…" : "Try now"}
    </button>
  );
}

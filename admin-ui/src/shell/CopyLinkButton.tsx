/** Copies the address of the page, and says for a moment that it did. */

import { useSignal, useSignalEffect } from "@preact/signals";
import { useModels } from "../models.ts";
import { copyText } from "./copy_text.ts";

/** The button. */
export function CopyLinkButton() {
  const { spoken } = useModels();
  const copied = useSignal(false);
  useSignalEffect(() => {
    if (!copied.value) return;
    const timer = setTimeout(() => copied.value = false, 2_000);
    return () => clearTimeout(timer);
  });
  return (
    <button
      type="button"
      class="plain"
      onClick={async () => {
        copied.value = await copyText(location.href);
        spoken.value = copied.value
          ? "Link copied"
          : "The link cannot be copied here";
      }}
    >
      {copied.value ? "Copied" : "Copy link"}
    </button>
  );
}

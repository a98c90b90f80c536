/** Making a token: what it is for, what it may do, and until when. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { NewToken, Token } from "../api/client.ts";
import type { Result } from "../api/result.ts";
import { Choices } from "../shell/Choices.tsx";
import { FailureNote } from "../shell/FailureNote.tsx";
import { Field } from "../shell/Field.tsx";
import { useForm } from "../shell/use_form.ts";
import { SCOPES } from "./token_words.ts";
import type { TokenRequest } from "./tokens_model.ts";

const DAY_MS = 86_400_000;

const LASTS = [
  { value: "90", label: "90 days" },
  { value: "365", label: "A year" },
  { value: "", label: "Until it is revoked" },
] as const;

/** The form. */
export function TokenForm({ onSave, onSaved, onCancel }: {
  readonly onSave: (token: TokenRequest) => Promise<Result<NewToken>>;
  readonly onSaved: (token: NewToken) => void;
  readonly onCancel: () => void;
}) {
  const name = useSignal("");
  const scopes = useSignal<readonly Token["scopes"][number][]>([]);
  const days = useSignal<typeof LASTS[number]["value"]>("90");
  const form = useForm({
    fields: ["name", "scopes"],
    check() {
      const problems = new Map<string, string>();
      if (name.value.trim() === "") {
        problems.set("name", "Name the program that will have it.");
      }
      if (scopes.value.length === 0) {
        problems.set("scopes", "Choose what it may do.");
      }
      return problems;
    },
    save: () =>
      onSave({
        name: name.value.trim(),
        scopes: scopes.value,
        expires_at: days.value === ""
          ? null
          : new Date(Date.now() + Number(days.value) * DAY_MS).toISOString(),
      }),
    onSaved,
  });
  useEffect(() => document.getElementById("token-name")?.focus(), []);
  const problem = form.problem("scopes");
  return (
    <form
      {...form.attributes}
      class="edit framed"
      aria-label="Make a token"
      onKeyDown={(event) => {
        if (event.key === "Escape") onCancel();
      }}
    >
      <div class="narrow">
        <Field
          id="token-name"
          label="Program"
          problem={form.problem("name")}
          placeholder="Ledger import"
          maxLength={60}
          value={name.value}
          onInput={(text) => name.value = text}
        />
      </div>
      <fieldset
        class="options"
        aria-describedby={problem ? "scopes-problem" : undefined}
      >
        <legend>It may</legend>
        {SCOPES.map(([scope, about], place) => (
          <label key={scope}>
            <input
              type="checkbox"
              checked={scopes.value.includes(scope)}
              aria-invalid={place === 0 && problem !== undefined}
              onInput={({ currentTarget: { checked } }) => {
                const others = scopes.value.filter((one) => one !== scope);
                scopes.value = checked ? [...others, scope] : others;
              }}
            />
            <span>
              {about} <code class="small quiet">{scope}</code>
            </span>
          </label>
        ))}
        {problem && <p id="scopes-problem" class="small badtext">{problem}</p>}
      </fieldset>
      <Choices
        name="token-days"
        label="For"
        value={days.value}
        options={LASTS}
        onChoose={(chosen) => days.value = chosen}
      />
      {form.failure.value && (
        <FailureNote failure={form.failure.value} title="No token was made." />
      )}
      <div class="formline">
        <button type="submit" class="primary" aria-disabled={form.saving.value}>
          {form.saving.value ? "Making…" : "Make the token"}
        </button>
        <button type="button" onClick={onCancel}>Cancel</button>
      </div>
    </form>
  );
}

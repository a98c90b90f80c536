/** A text field with its label and, when it is refused, the reason. */

/** The field. */
export function Field(
  { id, label, problem, onInput, ...input }: {
    readonly id: string;
    readonly label: string;
    readonly problem: string | undefined;
    readonly class?: string;
    readonly value: string;
    readonly onInput: (value: string) => void;
    readonly readOnly?: boolean;
    readonly inputMode?: "numeric" | "text";
    readonly maxLength?: number;
    readonly placeholder?: string;
  },
) {
  return (
    <div class={`field ${input.class ?? ""}`}>
      <label for={id}>{label}</label>
      <input
        id={id}
        type="text"
        autoComplete="off"
        spellcheck={false}
        value={input.value}
        readOnly={input.readOnly}
        inputMode={input.inputMode}
        maxLength={input.maxLength}
        placeholder={input.placeholder}
        aria-invalid={problem !== undefined}
        aria-describedby={problem ? `${id}-problem` : undefined}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {problem && <p id={`${id}-problem`} class="small badtext">{problem}</p>}
    </div>
  );
}

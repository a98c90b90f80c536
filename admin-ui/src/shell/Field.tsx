/** A text field with its label and, when it is refused, the reason. */

/** The field. */
export function Field(
  { id, label, problem, hint, onInput, ...input }: {
    readonly id: string;
    readonly label: string;
    readonly problem: string | undefined;
    /** What may be typed, beneath the field. */
    readonly hint?: string;
    readonly class?: string;
    readonly secret?: boolean;
    readonly autoComplete?: string;
    readonly value: string;
    readonly onInput: (value: string) => void;
    readonly readOnly?: boolean;
    readonly inputMode?: "numeric" | "text";
    readonly maxLength?: number;
    readonly placeholder?: string;
  },
) {
  const described = problem ? `${id}-problem` : hint ? `${id}-hint` : undefined;
  const attributes = {
    id,
    autoComplete: input.autoComplete ?? "off",
    autoCapitalize: "off",
    spellcheck: false,
    value: input.value,
    readOnly: input.readOnly,
    inputMode: input.inputMode,
    maxLength: input.maxLength,
    placeholder: input.placeholder,
    "aria-invalid": problem !== undefined,
    "aria-describedby": described,
    onInput: (event: { readonly currentTarget: HTMLInputElement }) =>
      onInput(event.currentTarget.value),
  } as const;
  return (
    <div class={`field ${input.class ?? ""}`}>
      <label for={id}>{label}</label>
      {input.secret
        ? <input type="password" {...attributes} />
        : <input type="text" {...attributes} />}
      {problem
        ? <p id={`${id}-problem`} class="small badtext">{problem}</p>
        : hint && <p id={`${id}-hint`} class="small quiet">{hint}</p>}
    </div>
  );
}

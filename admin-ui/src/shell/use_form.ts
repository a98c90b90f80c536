/** What every form does: sends once at a time, keeps what was typed until it is taken, and leads to what was refused. */

import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Failure } from "../api/failure.ts";
import type { Result } from "../api/result.ts";

/** Problems by the service's names of the fields. */
type Problems = ReadonlyMap<string, string>;

/** A form that saves by `save`; `fields` are those that show their own problem, by the service's names. */
export function useForm<T>({ fields, check, save, onSaved }: {
  readonly fields: readonly string[];
  /** What is wrong before the service is asked. */
  readonly check?: () => Problems;
  readonly save: () => Promise<Result<T>>;
  readonly onSaved: (saved: T) => void;
}) {
  const form = useRef<HTMLFormElement>(null);
  const saving = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  const problems = useSignal<Problems>(new Map());

  async function submit(): Promise<void> {
    failure.value = null;
    problems.value = check?.() ?? new Map();
    if (problems.value.size > 0) return lead();
    saving.value = true;
    const result = await save();
    saving.value = false;
    if (result.ok) return onSaved(result.data);
    problems.value = new Map(
      result.errors.map(({ field, message }) => [field, message]),
    );
    // What is told beside its field is not told twice.
    const told = result.errors.length > 0 &&
      result.errors.every(({ field }) => fields.includes(field));
    failure.value = told ? null : result;
    lead();
  }

  function lead(): void {
    requestAnimationFrame(() =>
      form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus()
    );
  }

  /** What is mended is not red any more. */
  function look(): void {
    if (problems.peek().size === 0) return;
    const now = check?.() ?? new Map<string, string>();
    problems.value = new Map(
      [...now].filter(([field]) => problems.peek().has(field)),
    );
  }

  return {
    saving,
    failure,
    /** The problem of a field. */
    problem: (field: string) => problems.value.get(field),
    /** The attributes of the form element. */
    attributes: {
      ref: form,
      noValidate: true,
      onInput: look,
      onSubmit(event: SubmitEvent) {
        event.preventDefault();
        if (!saving.peek()) void submit();
      },
    },
  };
}

/** What the lines show: the rates as they are, or how they move from a common start. */

/** The field. */
export function ScaleField(
  { indexed, onChange }: {
    readonly indexed: boolean;
    readonly onChange: (indexed: boolean) => void;
  },
) {
  return (
    <div class="choices" role="group" aria-label="Scale">
      <button
        type="button"
        aria-pressed={!indexed}
        onClick={() => onChange(false)}
      >
        Rate
      </button>
      <button
        type="button"
        aria-pressed={indexed}
        title="Each line starts at 100"
        onClick={() => onChange(true)}
      >
        Start = 100
      </button>
    </div>
  );
}

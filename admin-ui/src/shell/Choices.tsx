/** One of a few: radio buttons, each with a word on what it means. */

/** The choices. */
export function Choices<T extends string>(
  { name, label, value, options, onChoose }: {
    readonly name: string;
    readonly label: string;
    readonly value: T;
    readonly options: readonly {
      readonly value: T;
      readonly label: string;
      readonly about?: string;
    }[];
    readonly onChoose: (value: T) => void;
  },
) {
  return (
    <fieldset class="options">
      <legend>{label}</legend>
      {options.map((option) => (
        <label key={option.value}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onInput={() => onChoose(option.value)}
          />
          <span>
            {option.label}
            {option.about && <span class="small quiet">{option.about}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

"use client";

interface ChoicesProps<Value extends string | number> {
  readonly name: string;
  readonly options: readonly (readonly [Value, string])[];
  readonly value: Value;
  readonly onPick: (value: Value) => void;
}

/** One of a few, as buttons in a row. */
export function Choices<Value extends string | number>({
  name,
  options,
  value,
  onPick,
}: ChoicesProps<Value>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a legend that the label above already is
    <div className="seg fill" role="group" aria-label={name}>
      {options.map(([option, word]) => (
        <button key={option} type="button" aria-pressed={option === value} onClick={() => onPick(option)}>
          {word}
        </button>
      ))}
    </div>
  );
}

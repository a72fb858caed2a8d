"use client";

import { useId } from "react";

interface SegmentedProps<T extends string | number> {
  readonly label: React.ReactNode;
  readonly value: T;
  readonly choices: readonly {
    readonly value: T;
    readonly label: string;
    readonly disabledBecause?: string;
  }[];
  readonly hint?: React.ReactNode;
  readonly error?: string | null;
  readonly onChange: (value: T) => void;
}

/** One of a few, all of them in sight; the arrow keys move among them. */
export function Segmented<T extends string | number>(props: SegmentedProps<T>) {
  const { label, value, choices, hint, error, onChange } = props;
  const id = useId();
  const move = (event: React.KeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const open = choices.filter((choice) => choice.disabledBecause === undefined);
    const at = open.findIndex((choice) => choice.value === value);
    const next = open[(at + step + open.length) % open.length];
    if (!next) return;
    onChange(next.value);
    event.currentTarget.querySelector<HTMLElement>(`[data-value="${next.value}"]`)?.focus();
  };
  return (
    <div className="field">
      <span className="label" id={id}>
        {label}
      </span>
      <div className="seg fill" role="radiogroup" aria-labelledby={id} onKeyDown={move}>
        {choices.map((choice) => (
          // biome-ignore lint/a11y/useSemanticElements: a segmented control
          <button
            key={choice.value}
            type="button"
            role="radio"
            data-value={choice.value}
            aria-checked={value === choice.value}
            aria-disabled={choice.disabledBecause !== undefined || undefined}
            title={choice.disabledBecause}
            tabIndex={value === choice.value ? 0 : -1}
            onClick={() => choice.disabledBecause === undefined && onChange(choice.value)}
          >
            {choice.label}
          </button>
        ))}
      </div>
      {error && <span className="err">{error}</span>}
      {hint !== undefined && <span className="hint">{hint}</span>}
    </div>
  );
}

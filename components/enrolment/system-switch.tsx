"use client";

import { type ReactNode, useState } from "react";

export const SYSTEMS = [
  ["linux", "Linux"],
  ["samba", "Samba"],
  ["windows", "Windows"],
] as const;
export type System = (typeof SYSTEMS)[number][0];

interface SystemChoiceProps {
  readonly chosen: System;
  readonly onChoose: (system: System) => void;
}

export function SystemChoice({ chosen, onChoose }: SystemChoiceProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a legend for three buttons
    <div className="seg" role="group" aria-label="System">
      {SYSTEMS.map(([key, word]) => (
        <button key={key} type="button" aria-pressed={chosen === key} onClick={() => onChoose(key)}>
          {word}
        </button>
      ))}
    </div>
  );
}

/** One system's commands at a time; all are in the page, which is the same whatever its address says. */
export function SystemSwitch(panes: Readonly<Record<System, ReactNode>>) {
  const [chosen, setChosen] = useState<System>("linux");
  return (
    <>
      <div className="system-choice">
        <SystemChoice chosen={chosen} onChoose={setChosen} />
      </div>
      {SYSTEMS.map(([system]) => (
        <div key={system} hidden={chosen !== system}>
          {panes[system]}
        </div>
      ))}
    </>
  );
}

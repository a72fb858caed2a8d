import { Command } from "./command";
import type { InstallStep } from "./install-steps";

/** The commands in their order, and under each what it will do. */
export function InstallStepList({ steps }: { readonly steps: readonly InstallStep[] }) {
  return (
    <ol className="install-steps">
      {steps.map((step, i) => (
        <li key={step.text}>
          <Command
            n={i + 1}
            label={step.label}
            text={step.text}
            {...(step.prompt === undefined ? {} : { prompt: step.prompt })}
          />
          <ul className="does">
            {step.does.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}

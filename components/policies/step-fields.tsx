import type { PolicyVerb } from "@/lib/domain/policy";
import { NumberField } from "./number-field";
import type { DraftFieldsProps } from "./rule-fields";

const GRACES = [0, 1, 5, 15, 30, 60];
const VERBS: readonly (readonly [PolicyVerb, string])[] = [
  ["disconnect", "Disconnect"],
  ["log_off", "Log off"],
  ["force", "Force off"],
];

/** What is done with a session that breaks the rule. */
export function StepFields({ draft, change, error }: DraftFieldsProps) {
  return (
    <fieldset className="part">
      <legend className="label">What is done then</legend>
      <div className="row rule">
        <label className="inline-field">
          <span>Warn</span>
          <select
            className="select"
            value={draft.graceMinutes}
            onChange={(event) => change({ graceMinutes: Number(event.target.value) })}
          >
            {GRACES.map((minutes) => (
              <option key={minutes} value={minutes}>
                {minutes === 0 ? "nobody" : `${minutes} min before`}
              </option>
            ))}
          </select>
        </label>
        {/* biome-ignore lint/a11y/useSemanticElements: the legend above says what these buttons choose */}
        <div className="seg" role="group" aria-label="Then">
          {VERBS.map(([verb, word]) => (
            <button
              key={verb}
              type="button"
              aria-pressed={draft.verb === verb}
              onClick={() => change({ verb })}
            >
              {word}
            </button>
          ))}
        </div>
      </div>
      {draft.verb === "disconnect" && (
        <div className="row rule">
          <label className="row">
            <input
              type="checkbox"
              className="check"
              checked={draft.thenLogOff}
              onChange={(event) => change({ thenLogOff: event.target.checked })}
            />
            <span>and log off once disconnected</span>
          </label>
          {draft.thenLogOff && (
            <>
              <NumberField
                label="for"
                value={draft.thenMinutes}
                onChange={(thenMinutes) => change({ thenMinutes })}
              />
              <span>minutes</span>
            </>
          )}
        </div>
      )}
      {error && <span className="err">{error}</span>}
    </fieldset>
  );
}

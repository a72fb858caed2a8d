import { Field } from "@/components/ui/field";
import type { PolicyRule } from "@/lib/domain/policy";
import { NumberField } from "./number-field";
import type { PolicyDraft } from "./policy-draft";

export interface DraftFieldsProps {
  readonly draft: PolicyDraft;
  readonly change: (part: Partial<PolicyDraft>) => void;
  readonly error: string | null;
}

const KINDS: readonly (readonly [PolicyRule["kind"], string])[] = [
  ["hours", "Hours"],
  ["idle", "Unused"],
  ["duration", "Too old"],
  ["concurrent", "Too many"],
];
const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const UNITS = [
  [1, "minutes"],
  [60, "hours"],
  [1_440, "days"],
] as const;

/** What is held against a session. */
export function RuleFields({ draft, change, error }: DraftFieldsProps) {
  return (
    <fieldset className="part">
      <legend className="label">What may not be</legend>
      {/* biome-ignore lint/a11y/useSemanticElements: the legend above says what these buttons choose */}
      <div className="seg fill" role="group" aria-label="Rule">
        {KINDS.map(([kind, word]) => (
          <button
            key={kind}
            type="button"
            aria-pressed={draft.kind === kind}
            onClick={() => change({ kind })}
          >
            {word}
          </button>
        ))}
      </div>
      <div className="row rule">
        {draft.kind === "hours" && <Hours draft={draft} change={change} />}
        {draft.kind === "idle" && (
          <>
            <NumberField label="Unused for" value={draft.idle} onChange={(idle) => change({ idle })} />
            <Unit value={draft.idleUnit} onChange={(idleUnit) => change({ idleUnit })} />
            <span className="meta">idle, locked or disconnected, as far as the host tells</span>
          </>
        )}
        {draft.kind === "duration" && (
          <>
            <NumberField
              label="Older than"
              value={draft.duration}
              onChange={(duration) => change({ duration })}
            />
            <Unit value={draft.durationUnit} onChange={(durationUnit) => change({ durationUnit })} />
          </>
        )}
        {draft.kind === "concurrent" && (
          <>
            <NumberField label="At most" value={draft.most} onChange={(most) => change({ most })} />
            <span>sessions of one person at a time; the oldest goes</span>
          </>
        )}
      </div>
      {error && <span className="err">{error}</span>}
    </fieldset>
  );
}

function Hours({ draft, change }: Pick<DraftFieldsProps, "draft" | "change">) {
  const toggle = (day: number) =>
    change({
      days: draft.days.includes(day) ? draft.days.filter((one) => one !== day) : [...draft.days, day],
    });
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a legend for a row of days */}
      <div className="seg" role="group" aria-label="Allowed days">
        {DAYS.map((word, day) => (
          <button
            key={word}
            type="button"
            aria-pressed={draft.days.includes(day)}
            onClick={() => toggle(day)}
          >
            {word}
          </button>
        ))}
      </div>
      <label className="inline-field">
        <span>from</span>
        <input
          className="input mono"
          type="time"
          value={draft.from}
          onChange={(event) => change({ from: event.target.value })}
        />
      </label>
      <label className="inline-field">
        <span>until</span>
        <input
          className="input mono"
          type="time"
          value={draft.until}
          onChange={(event) => change({ until: event.target.value })}
        />
      </label>
      <span className="meta">by the clock of the site; outside of it nobody may be on</span>
    </>
  );
}

function Unit({ value, onChange }: { readonly value: number; readonly onChange: (unit: number) => void }) {
  return (
    <Field label={<span className="vh">Unit</span>}>
      {(control) => (
        <select
          className="select"
          value={value}
          onChange={(event) => onChange(Number(event.target.value))}
          {...control}
        >
          {UNITS.map(([unit, word]) => (
            <option key={unit} value={unit}>
              {word}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

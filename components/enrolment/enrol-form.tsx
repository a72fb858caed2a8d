"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import type { ActionResult } from "@/lib/domain/action-result";
import { EnrolCommands } from "./enrol-commands";
import { ShownToken } from "./shown-token";

export interface MadeToken {
  readonly token: string;
  /** ISO instant. */
  readonly expiresAt: string;
}

interface EnrolFormProps {
  readonly serverUrl: string;
  /** Of the agent's one file; null before it was built. */
  readonly sha256: string | null;
  /** Of the installer for Windows; null where it has not been built. */
  readonly installerSha256: string | null;
  readonly timeZone: string;
  readonly createToken: (input: {
    label: string;
    group: string;
    uses: number;
    expiresInHours: number;
  }) => Promise<ActionResult<MadeToken>>;
}

const USES = [1, 5, 25, 100] as const;
const HOURS = [
  [1, "1 h"],
  [24, "24 h"],
  [168, "7 d"],
  [720, "30 d"],
] as const;

/** Makes a token and shows it once, beside the commands that need it. */
export function EnrolForm({ serverUrl, sha256, installerSha256, timeZone, createToken }: EnrolFormProps) {
  const [uses, setUses] = useState(25);
  const [hours, setHours] = useState(1);
  const [isBusy, setBusy] = useState(false);
  const [made, setMade] = useState<(MadeToken & { uses: number }) | null>(null);
  const [refusal, setRefusal] = useState<{ message: string; field: string | undefined } | null>(null);
  const router = useRouter();
  const errorAt = (field: string) => (refusal?.field === field ? refusal.message : null);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isBusy) return;
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setRefusal(null);
    const input = {
      label: String(form.get("label") ?? ""),
      group: String(form.get("group") ?? ""),
      uses,
      expiresInHours: hours,
    };
    const answer = await createToken(input).catch(() => null);
    setBusy(false);
    if (answer?.ok) {
      setMade({ ...answer.value, uses });
      router.refresh();
    } else {
      setRefusal({ message: answer?.message ?? "Curfew does not answer. Try again.", field: answer?.field });
    }
  };

  return (
    <div className="enrol-grid">
      <form className="form" onSubmit={submit} noValidate>
        <Field label="Label" error={errorAt("label")} hint="How this token is told from others">
          {(control) => (
            <input className="input" name="label" maxLength={100} required autoComplete="off" {...control} />
          )}
        </Field>
        <Field
          label="Into group"
          error={errorAt("group")}
          hint="Hosts that enrol with it begin in this group"
        >
          {(control) => (
            <input className="input" name="group" maxLength={100} autoComplete="off" {...control} />
          )}
        </Field>
        <Field label="Uses" error={errorAt("uses")} hint="One for each host, 1 to 1,000">
          {(control) => (
            <div className="row">
              <input
                className="input uses"
                type="number"
                min={1}
                max={1000}
                value={Number.isNaN(uses) ? "" : uses}
                onChange={(event) => setUses(event.target.valueAsNumber)}
                {...control}
              />
              <Choices
                name="Uses"
                options={USES.map((n) => [n, String(n)] as const)}
                value={uses}
                onPick={setUses}
              />
            </div>
          )}
        </Field>
        <div className="field">
          <span className="label">Good for</span>
          <Choices name="Good for" options={HOURS} value={hours} onPick={setHours} />
          {errorAt("expiresInHours") && <span className="err">{errorAt("expiresInHours")}</span>}
        </div>
        {refusal && refusal.field === undefined && (
          <p className="err" role="alert">
            {refusal.message}
          </p>
        )}
        <Button type="submit" look={made ? "plain" : "primary"} isPending={isBusy}>
          {made ? "Make another token" : "Make a token"}
        </Button>
      </form>
      <div className="run">
        {made && <ShownToken made={made} uses={made.uses} timeZone={timeZone} />}
        <EnrolCommands serverUrl={serverUrl} sha256={sha256} installerSha256={installerSha256} />
      </div>
    </div>
  );
}

interface ChoicesProps {
  readonly name: string;
  readonly options: readonly (readonly [number, string])[];
  readonly value: number;
  readonly onPick: (value: number) => void;
}

function Choices({ name, options, value, onPick }: ChoicesProps) {
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

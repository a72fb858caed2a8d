"use client";

import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { useAct } from "@/components/ui/use-act";
import type { ActionResult } from "@/lib/domain/action-result";

interface SiteZoneProps {
  /** Null: as Curfew was started. */
  readonly set: string | null;
  readonly startedWith: string;
  readonly zones: readonly string[];
  readonly setSiteZone: (input: { timeZone: string | null }) => Promise<ActionResult<{ timeZone: string }>>;
}

export function SiteZone({ set, startedWith, zones, setSiteZone }: SiteZoneProps) {
  const { isBusy, run, errorOf, elsewhere } = useAct();
  const [chosen, setChosen] = useState(set ?? "");
  const isSame = chosen === (set ?? "");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isSame) return;
    void run(
      () => setSiteZone({ timeZone: chosen === "" ? null : chosen }),
      ({ timeZone }) => `The site is in ${timeZone} now`,
    );
  };
  return (
    <form className="stack narrow" onSubmit={submit} noValidate>
      <Field label="The site's time zone" error={errorOf("timeZone") ?? elsewhere()}>
        {(control) => (
          <span className="row">
            <select
              {...control}
              className="select"
              value={chosen}
              onChange={(event) => setChosen(event.target.value)}
            >
              <option value="">As Curfew was started: {startedWith}</option>
              {zones.map((zone) => (
                <option key={zone} value={zone}>
                  {zone}
                </option>
              ))}
            </select>
            <Button type="submit" isPending={isBusy} disabledBecause={isSame ? "Nothing is changed" : null}>
              Save
            </Button>
          </span>
        )}
      </Field>
    </form>
  );
}

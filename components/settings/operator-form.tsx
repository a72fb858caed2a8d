"use client";

import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { useAct } from "@/components/ui/use-act";
import type { ActionResult } from "@/lib/domain/action-result";
import type { Role } from "@/lib/domain/actor";
import { EVERYTHING, type Scope } from "@/lib/domain/scope";
import { RoleAndScope } from "./role-and-scope";

interface OperatorFormProps {
  readonly operatorId: number;
  readonly name: string;
  readonly displayName: string;
  readonly role: Role;
  readonly scope: Scope;
  readonly groups: readonly string[];
  readonly change: (input: {
    readonly operatorId: number;
    readonly displayName: string;
    readonly role: Role;
    readonly scope: Scope;
  }) => Promise<ActionResult<unknown>>;
}

const FIELDS = ["displayName", "role", "scope.hosts", "scope.groups"];

/** Another operator's role and scope. */
export function OperatorForm({ operatorId, name, groups, change, ...kept }: OperatorFormProps) {
  const { isBusy, run, errorOf, elsewhere } = useAct();
  const [displayName, setDisplayName] = useState(kept.displayName);
  const [role, setRole] = useState(kept.role);
  const [scope, setScope] = useState(kept.scope);
  const isSame =
    displayName === kept.displayName &&
    role === kept.role &&
    JSON.stringify(scope) === JSON.stringify(kept.scope);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isSame) return;
    const asked = { operatorId, displayName, role, scope: role === "auditor" ? EVERYTHING : scope };
    void run(() => change(asked), `Changed ${name}: it holds from now on`);
  };

  return (
    <form className="stack" onSubmit={submit} noValidate>
      <Field label="Shown as" error={errorOf("displayName")}>
        {(control) => (
          <input
            {...control}
            className="input"
            maxLength={100}
            autoComplete="off"
            value={displayName}
            onChange={(event) => setDisplayName(event.target.value)}
          />
        )}
      </Field>
      <RoleAndScope {...{ role, scope, groups, errorOf }} onRole={setRole} onScope={setScope} />
      {elsewhere(FIELDS) && (
        <p className="err" role="alert">
          {elsewhere(FIELDS)}
        </p>
      )}
      <Button
        type="submit"
        look="primary"
        isPending={isBusy}
        disabledBecause={isSame ? "Nothing is changed" : null}
      >
        Save
      </Button>
    </form>
  );
}

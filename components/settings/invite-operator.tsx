"use client";

import { type FormEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import { useAct } from "@/components/ui/use-act";
import type { ActionResult } from "@/lib/domain/action-result";
import type { Role } from "@/lib/domain/actor";
import { EVERYTHING, type Scope } from "@/lib/domain/scope";
import { RoleAndScope } from "./role-and-scope";
import { type MadeLink, ShownLink } from "./shown-link";

interface InviteOperatorProps {
  readonly groups: readonly string[];
  readonly timeZone: string;
  readonly invite: (input: {
    readonly name: string;
    readonly displayName: string;
    readonly role: Role;
    readonly scope: Scope;
  }) => Promise<ActionResult<MadeLink>>;
}

const FIELDS = ["name", "displayName", "role", "scope.hosts", "scope.groups"];

/** Adds somebody, and shows the link that lets them in. */
export function InviteOperator(props: InviteOperatorProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)}>
        <Icon name="plus" />
        Add an operator
      </Button>
      {isOpen && <InviteDialog {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

function InviteDialog({
  groups,
  timeZone,
  invite,
  onClose,
}: InviteOperatorProps & { readonly onClose: () => void }) {
  const { isBusy, run, errorOf, elsewhere } = useAct(
    "Curfew does not answer. Look at the list before you try again.",
  );
  const [role, setRole] = useState<Role>("operator");
  const [scope, setScope] = useState<Scope>(EVERYTHING);
  const [made, setMade] = useState<MadeLink | null>(null);
  const formId = useId();

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const input = {
      name: String(form.get("name") ?? ""),
      displayName: String(form.get("displayName") ?? ""),
      role,
      scope: role === "auditor" ? EVERYTHING : scope,
    };
    const answer = await run(() => invite(input), null);
    if (answer) setMade(answer.value);
  };

  if (made) {
    return (
      <Dialog
        title={`${made.name} is added`}
        width={560}
        onClose={onClose}
        footer={
          <>
            <span className="spring" />
            <Button onClick={onClose} data-autofocus>
              Done
            </Button>
          </>
        }
      >
        <div className="ask">
          <ShownLink link={made} timeZone={timeZone} />
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog
      title="Add an operator"
      width={560}
      isBusy={isBusy}
      onClose={onClose}
      footer={
        <>
          <span className="meta">No mail is sent: you get a link to hand over.</span>
          <span className="spring" />
          <Button onClick={onClose}>Leave it</Button>
          <Button type="submit" form={formId} look="primary" isPending={isBusy}>
            Add and show the link
          </Button>
        </>
      }
    >
      <form id={formId} className="ask" onSubmit={submit} noValidate>
        <div className="split">
          <Field label="Signs in as" error={errorOf("name")}>
            {(control) => (
              <input
                {...control}
                className="input"
                name="name"
                maxLength={64}
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                data-autofocus
              />
            )}
          </Field>
          <Field label="Shown as" error={errorOf("displayName")}>
            {(control) => (
              <input {...control} className="input" name="displayName" maxLength={100} autoComplete="off" />
            )}
          </Field>
        </div>
        <RoleAndScope {...{ role, scope, groups, errorOf }} onRole={setRole} onScope={setScope} />
        {elsewhere(FIELDS) && (
          <p className="err" role="alert">
            {elsewhere(FIELDS)}
          </p>
        )}
      </form>
    </Dialog>
  );
}

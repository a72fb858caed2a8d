"use client";

import { type FormEvent, useState, useTransition } from "react";
import { PasswordLength } from "@/components/set-up/password-length";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import type { ActionResult } from "@/lib/domain/action-result";

interface SetPasswordFormProps {
  readonly token: string;
  readonly name: string;
  readonly setPassword: (input: unknown) => Promise<ActionResult<null>>;
}

type Refusal = Extract<ActionResult<null>, { ok: false }>;

/** The first password of somebody who was given a link, or a new one. */
export function SetPasswordForm({ token, name, setPassword }: SetPasswordFormProps) {
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [password, setText] = useState("");
  const [isPending, startTransition] = useTransition();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isPending) return;
    startTransition(async () => {
      const result = await setPassword({ token, password }).catch(unreachable);
      // A full load: the link leaves the address, and the console begins.
      if (result.ok) return location.replace("/sessions");
      setRefusal(result);
    });
  };
  const atField = refusal?.field === "password" ? refusal.message : null;
  return (
    <form onSubmit={submit} noValidate>
      <input type="hidden" name="username" autoComplete="username" value={name} readOnly />
      <Field label="Password" error={atField} hint={<PasswordLength length={[...password].length} />}>
        {(control) => (
          <input
            {...control}
            className="input"
            type="password"
            autoComplete="new-password"
            // biome-ignore lint/a11y/noAutofocus: the page has one purpose
            autoFocus
            value={password}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <div aria-live="polite">
        {refusal && atField === null && (
          <div className="note danger">
            <Icon name="warn" />
            <span>{refusal.message}</span>
          </div>
        )}
      </div>
      <Button type="submit" look="primary" isPending={isPending}>
        Set the password and sign in
      </Button>
    </form>
  );
}

function unreachable(): Refusal {
  return {
    ok: false,
    error: "unavailable",
    message: "Curfew does not answer. Nothing was changed; try again.",
  };
}

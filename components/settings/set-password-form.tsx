"use client";

import { type FormEvent, useState, useTransition } from "react";
import { NewPasswordField } from "@/components/set-up/new-password-field";
import { type Refusal, RefusedNote, UNREACHABLE } from "@/components/set-up/refused-note";
import { Button } from "@/components/ui/button";
import type { ActionResult } from "@/lib/domain/action-result";

interface SetPasswordFormProps {
  readonly token: string;
  readonly name: string;
  readonly setPassword: (input: unknown) => Promise<ActionResult<null>>;
}

/** The first password of somebody who was given a link, or a new one. */
export function SetPasswordForm({ token, name, setPassword }: SetPasswordFormProps) {
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [password, setText] = useState("");
  const [isPending, startTransition] = useTransition();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isPending) return;
    startTransition(async () => {
      const result = await setPassword({ token, password }).catch(() => UNREACHABLE);
      // A full load: the link leaves the address, and the console begins.
      if (result.ok) return location.replace("/sessions");
      setRefusal(result);
    });
  };
  const atField = refusal?.field === "password" ? refusal.message : null;
  return (
    <form onSubmit={submit} noValidate>
      <input type="hidden" name="username" autoComplete="username" value={name} readOnly />
      <NewPasswordField label="Password" error={atField} value={password} onValue={setText} autoFocus />
      <RefusedNote message={atField === null ? (refusal?.message ?? null) : null} />
      <Button type="submit" look="primary" isPending={isPending}>
        Set the password and sign in
      </Button>
    </form>
  );
}

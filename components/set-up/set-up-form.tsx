"use client";

import { type FormEvent, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import type { ActionResult } from "@/lib/domain/action-result";
import { NewPasswordField } from "./new-password-field";
import { type Refusal, RefusedNote, UNREACHABLE } from "./refused-note";

interface SetUpFormProps {
  readonly token: string;
  readonly setUp: (input: unknown) => Promise<ActionResult<null>>;
}

export function SetUpForm({ token, setUp }: SetUpFormProps) {
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [password, setPassword] = useState("");
  const [isPending, startTransition] = useTransition();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isPending) return;
    const form = event.currentTarget;
    const { name, displayName } = Object.fromEntries(new FormData(form));
    startTransition(async () => {
      const result = await setUp({ token, name, displayName, password }).catch(() => UNREACHABLE);
      if (result.ok) return location.assign("/set-up/next");
      setRefusal(result);
      const field = form.elements.namedItem(result.field ?? "");
      if (field instanceof HTMLInputElement) field.focus();
    });
  };
  const errorOf = (field: string) => (refusal?.field === field ? refusal.message : null);

  return (
    <form onSubmit={submit} noValidate>
      <div className="two">
        <Field label="Sign-in name" error={errorOf("name")}>
          {(control) => (
            <input
              {...control}
              className="input"
              name="name"
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              // biome-ignore lint/a11y/noAutofocus: the page has one purpose
              autoFocus
              required
            />
          )}
        </Field>
        <Field label="Shown as" error={errorOf("displayName")}>
          {(control) => (
            <input {...control} className="input" name="displayName" autoComplete="name" required />
          )}
        </Field>
      </div>
      <NewPasswordField
        label="Password"
        name="password"
        error={errorOf("password")}
        value={password}
        onValue={setPassword}
        required
      />
      <RefusedNote message={refusal?.field === undefined ? (refusal?.message ?? null) : null} />
      <div className="end">
        <Button type="submit" look="primary" isPending={isPending}>
          {isPending ? "Creating…" : "Create administrator"}
        </Button>
        <span className="meta">then you are signed in</span>
      </div>
    </form>
  );
}

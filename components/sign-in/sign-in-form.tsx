"use client";

import { type FormEvent, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import type { ActionResult } from "@/lib/domain/action-result";

interface SignInFormProps {
  readonly signIn: (input: unknown) => Promise<ActionResult<null>>;
  /** A path of this origin. */
  readonly next: string;
  readonly isSetUpMissing: boolean;
  /** The browser came with a sign-in that has ended. */
  readonly wasSignedIn: boolean;
}

type Refusal = Extract<ActionResult<null>, { ok: false }>;

export function SignInForm({ signIn, next, isSetUpMissing, wasSignedIn }: SignInFormProps) {
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [isPending, startTransition] = useTransition();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isPending) return;
    const form = event.currentTarget;
    const { name, password } = Object.fromEntries(new FormData(form));
    startTransition(async () => {
      const result = await signIn({ name, password }).catch(unreachable);
      if (result.ok) return location.assign(next);
      setRefusal(result);
      const field = form.elements.namedItem(result.field ?? "password");
      if (field instanceof HTMLInputElement) field.focus();
    });
  };
  const errorOf = (field: string) => (refusal?.field === field ? refusal.message : null);

  return (
    <div className="sign-in">
      <h1>Sign in</h1>
      <p>Who is on, log them off, prove when they left.</p>
      {isSetUpMissing && (
        <div className="note">
          <Icon name="info" />
          <span>Nobody can sign in yet. Open the set-up link that Curfew printed when it started.</span>
        </div>
      )}
      {wasSignedIn && (
        <div className="note" role="status">
          <Icon name="out" />
          <span>You are signed out. Sign in to go on where you were.</span>
        </div>
      )}
      <form onSubmit={submit} noValidate>
        <Field label="Name" error={errorOf("name")}>
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
        <Field label="Password" error={errorOf("password")}>
          {(control) => (
            <input
              {...control}
              className="input"
              name="password"
              type="password"
              autoComplete="current-password"
              required
            />
          )}
        </Field>
        <div aria-live="polite">
          {refusal && !["name", "password"].includes(refusal.field ?? "") && (
            <div className="note danger">
              <Icon name="warn" />
              <span>{refusal.message}</span>
            </div>
          )}
        </div>
        <Button type="submit" look="primary" isPending={isPending}>
          {isPending ? "Signing in…" : "Sign in"}
        </Button>
      </form>
    </div>
  );
}

function unreachable(): Refusal {
  return {
    ok: false,
    error: "unavailable",
    message: "Curfew does not answer. Nothing was changed; try again.",
  };
}

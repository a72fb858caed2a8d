"use client";

import { type FormEvent, useRef, useState } from "react";
import { NewPasswordField } from "@/components/set-up/new-password-field";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { useAct } from "@/components/ui/use-act";
import type { ActionResult } from "@/lib/domain/action-result";
import { counted } from "@/lib/format/count";

interface ChangePasswordProps {
  /** For the browser's own keeper of passwords. */
  readonly name: string;
  readonly change: (input: {
    current: string;
    password: string;
  }) => Promise<ActionResult<{ readonly ended: number }>>;
}

const FIELDS = ["current", "password"];

/** One's own password, with the present one. */
export function ChangePassword({ name, change }: ChangePasswordProps) {
  const { isBusy, run, errorOf, elsewhere } = useAct();
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const form = useRef<HTMLFormElement>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const answer = await run(
      () => change({ current, password }),
      ({ ended }) =>
        ended > 0 ? `Changed; ${counted(ended, "other sign-in", "other sign-ins")} ended` : "Changed",
    );
    if (!answer) return form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
    setCurrent("");
    setPassword("");
  };

  return (
    <form ref={form} className="stack narrow" onSubmit={submit} noValidate>
      <input type="hidden" name="username" autoComplete="username" value={name} readOnly />
      <Field label="Present password" error={errorOf("current")}>
        {(control) => (
          <input
            {...control}
            className="input"
            type="password"
            autoComplete="current-password"
            value={current}
            onChange={(event) => setCurrent(event.target.value)}
          />
        )}
      </Field>
      <NewPasswordField
        label="New password"
        error={errorOf("password")}
        value={password}
        onValue={setPassword}
      />
      {elsewhere(FIELDS) && (
        <p className="err" role="alert">
          {elsewhere(FIELDS)}
        </p>
      )}
      <Button type="submit" look="primary" isPending={isBusy}>
        Change the password
      </Button>
    </form>
  );
}

"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { WordsField } from "@/components/ui/words-field";
import type { ActionResult } from "@/lib/domain/action-result";
import type { Role } from "@/lib/domain/actor";
import type { ApiScope } from "@/lib/domain/api-scope";
import { EVERYTHING, type Scope } from "@/lib/domain/scope";
import { Choices } from "./choices";
import { SCOPE_WORDS } from "./scope-words";
import { ShipperPicker } from "./shipper-picker";
import { ShownApiToken } from "./shown-api-token";

export interface MadeApiToken {
  readonly token: string;
  /** ISO instant. */
  readonly expiresAt: string;
}

interface ApiTokenFormProps {
  readonly gatewayUrl: string;
  readonly timeZone: string;
  readonly createToken: (input: {
    label: string;
    role: Role;
    scopes: readonly ApiScope[];
    group: string;
    scope: Scope;
    expiresInDays: number;
  }) => Promise<ActionResult<MadeApiToken>>;
}

const ROLES = [
  ["auditor", "Auditor"],
  ["operator", "Operator"],
  ["administrator", "Administrator"],
] as const;
const DAYS = [
  [30, "30 d"],
  [90, "90 d"],
  [365, "1 y"],
  [1825, "5 y"],
] as const;

/** Makes a token and shows it once, inside the configurations that need it. */
export function ApiTokenForm({ gatewayUrl, timeZone, createToken }: ApiTokenFormProps) {
  const [role, setRole] = useState<Role>("auditor");
  const [scopes, setScopes] = useState<readonly ApiScope[]>(["ingest"]);
  const [scope, setScope] = useState<Scope>(EVERYTHING);
  const [days, setDays] = useState<number>(365);
  const [isBusy, setBusy] = useState(false);
  const [made, setMade] = useState<(MadeApiToken & { isForShippers: boolean }) | null>(null);
  const [refusal, setRefusal] = useState<{ message: string; field: string | undefined } | null>(null);
  const router = useRouter();
  const errorAt = (field: string) => (refusal?.field?.split(".")[0] === field ? refusal.message : null);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isBusy) return;
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setRefusal(null);
    const input = {
      label: String(form.get("label") ?? ""),
      role,
      scopes,
      group: String(form.get("group") ?? ""),
      scope: hasOrders ? scope : EVERYTHING,
      expiresInDays: days,
    };
    const answer = await createToken(input).catch(() => null);
    setBusy(false);
    if (answer?.ok) {
      setMade({ ...answer.value, isForShippers: scopes.includes("ingest") });
      router.refresh();
    } else {
      setRefusal({ message: answer?.message ?? "Curfew does not answer. Try again.", field: answer?.field });
    }
  };
  const hasOrders = scopes.includes("orders") || scopes.includes("webapi");
  const scopeErrorAt = (list: "hosts" | "groups") =>
    refusal?.field?.startsWith(`scope.${list}`) ? refusal.message : null;
  const toggle = (scope: ApiScope) =>
    setScopes(scopes.includes(scope) ? scopes.filter((one) => one !== scope) : [...scopes, scope]);

  return (
    <div className="enrol-grid">
      <form className="form" onSubmit={submit} noValidate>
        <Field label="Label" error={errorAt("label")} hint="How this token is told from others">
          {(control) => (
            <input className="input" name="label" maxLength={100} required autoComplete="off" {...control} />
          )}
        </Field>
        <fieldset className="field scopes">
          <legend className="label">For</legend>
          {SCOPE_WORDS.map(([scope, word, meaning]) => (
            <label key={scope} className="scope">
              <input
                type="checkbox"
                className="check"
                checked={scopes.includes(scope)}
                onChange={() => toggle(scope)}
              />
              <span>
                {word} <span className="meta">{meaning}</span>
              </span>
            </label>
          ))}
          {errorAt("scopes") && <span className="err">{errorAt("scopes")}</span>}
        </fieldset>
        <div className="field">
          <span className="label">With the role</span>
          <Choices name="Role" options={ROLES} value={role} onPick={setRole} />
          <span className="hint">Bringing in records needs no more than auditor</span>
        </div>
        {hasOrders && (
          <>
            <WordsField
              label="Orders only on these hosts"
              hint="* any text, ? one character. Empty: every host."
              placeholder="WS-*, TS-0?"
              endsAtBlank
              words={scope.hosts}
              error={scopeErrorAt("hosts")}
              onChange={(hosts) => setScope({ ...scope, hosts })}
            />
            <WordsField
              label="Orders only for these groups"
              hint="Of associates. Empty: everybody."
              words={scope.groups}
              error={scopeErrorAt("groups")}
              onChange={(groups) => setScope({ ...scope, groups })}
            />
          </>
        )}
        <Field label="Into group" error={errorAt("group")} hint="Hosts first heard of through it begin there">
          {(control) => (
            <input className="input" name="group" maxLength={100} autoComplete="off" {...control} />
          )}
        </Field>
        <div className="field">
          <span className="label">Good for</span>
          <Choices name="Good for" options={DAYS} value={days} onPick={setDays} />
          {errorAt("expiresInDays") && <span className="err">{errorAt("expiresInDays")}</span>}
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
        {made && <ShownApiToken made={made} timeZone={timeZone} />}
        {(!made || made.isForShippers) && (
          <ShipperPicker gatewayUrl={gatewayUrl} token={made?.token ?? null} />
        )}
      </div>
    </div>
  );
}

"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { useAct } from "@/components/ui/use-act";
import type { ActionResult } from "@/lib/domain/action-result";
import { type PolicyTerms, policySentence } from "@/lib/domain/policy";
import { visibleText } from "@/lib/format/count";
import { draftOf, EMPTY_DRAFT, type PolicyDraft, termsOf } from "./policy-draft";
import { RuleFields } from "./rule-fields";
import { StepFields } from "./step-fields";

export type SavePolicy = (input: {
  policyId?: number;
  name: string;
  terms: PolicyTerms;
}) => Promise<ActionResult<{ readonly policyId: number }>>;

interface PolicyFormProps {
  /** The policy to change; null makes a new one. */
  readonly policy: { readonly id: number; readonly name: string; readonly terms: PolicyTerms } | null;
  readonly savePolicy: SavePolicy;
  readonly onClose: () => void;
}

const WHERE = [
  ["groups", "Of the groups", "Helpdesk, Sales", "terms.scope"],
  ["hosts", "On the hosts", "TS-*, WS-0?", "terms.scope"],
  ["exceptAssociates", "Except the associates", "svc-*, a.novak", "terms.except"],
  ["exceptHosts", "Except on the hosts", "TS-09", "terms.except"],
] as const;
const FIELDS = ["name", "terms.rule", "terms.steps", "terms.scope", "terms.except"];

/** A policy is read while it is written: the sentence above says what it will do. */
export function PolicyForm({ policy, savePolicy, onClose }: PolicyFormProps) {
  const [draft, setDraft] = useState<PolicyDraft>(policy ? draftOf(policy.terms) : EMPTY_DRAFT);
  const [name, setName] = useState(policy?.name ?? "");
  const act = useAct();
  const formId = useId();
  const router = useRouter();
  const change = (part: Partial<PolicyDraft>) => setDraft((before) => ({ ...before, ...part }));
  const terms = termsOf(draft);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const input = { name, terms, ...(policy ? { policyId: policy.id } : {}) };
    const saved = await act.run(() => savePolicy(input), policy ? `Changed ${name}` : null);
    if (!saved) return;
    onClose();
    if (!policy) router.push(`/policies/${saved.value.policyId}`);
  };

  return (
    <Dialog
      title={policy ? `Change ${visibleText(policy.name)}` : "New policy"}
      summary={
        <p className="policy-says" aria-live="polite">
          {visibleText(policySentence(terms))}
        </p>
      }
      width={640}
      isBusy={act.isBusy}
      onClose={onClose}
      footer={
        <>
          <span className="meta">
            {policy ? "Changed terms are off until simulated again" : "It begins switched off"}
          </span>
          <span className="spring" />
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} look="primary" isPending={act.isBusy}>
            {policy ? "Save" : "Make the policy"}
          </Button>
        </>
      }
    >
      <form id={formId} className="ask policy-form" onSubmit={submit} noValidate>
        <Field label="Name" error={act.errorOf("name")} hint="Orders and alerts show it">
          {(control) => (
            <input
              className="input"
              value={name}
              onChange={(event) => setName(event.target.value)}
              maxLength={100}
              autoComplete="off"
              data-autofocus
              {...control}
            />
          )}
        </Field>
        <RuleFields draft={draft} change={change} error={act.errorOf("terms.rule")} />
        <StepFields draft={draft} change={change} error={act.errorOf("terms.steps")} />
        <div className="pair">
          {WHERE.map(([key, label, example, field]) => (
            <Field key={key} label={label} error={act.errorOf(field)}>
              {(control) => (
                <input
                  className="input mono"
                  value={draft[key]}
                  onChange={(event) => change({ [key]: event.target.value })}
                  placeholder={example}
                  autoComplete="off"
                  {...control}
                />
              )}
            </Field>
          ))}
        </div>
        <p className="meta">
          Empty means everybody, everywhere. Commas part the names, * stands for any text. Protected
          associates are always left alone.
        </p>
        {act.elsewhere(FIELDS) && (
          <p className="err" role="alert">
            {act.elsewhere(FIELDS)}
          </p>
        )}
      </form>
    </Dialog>
  );
}

"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { useAct } from "@/components/ui/use-act";
import type { ActionResult } from "@/lib/domain/action-result";
import type { PolicyState, PolicyTerms } from "@/lib/domain/policy";
import { counted, visibleText } from "@/lib/format/count";
import { PolicyForm, type SavePolicy } from "./policy-form";

export interface PolicyActs {
  readonly savePolicy: SavePolicy;
  readonly simulatePolicy: (input: { policyId: number }) => Promise<ActionResult<{ readonly hits: number }>>;
  readonly switchPolicy: (input: {
    policyId: number;
    version: number;
    to: PolicyState | "removed";
  }) => Promise<ActionResult<unknown>>;
}

interface PolicyControlsProps extends PolicyActs {
  readonly policy: {
    readonly id: number;
    readonly name: string;
    readonly state: PolicyState;
    readonly version: number;
    readonly terms: PolicyTerms;
  };
  /** What switching it on would have done; null where nobody knows yet. */
  readonly hits: number | null;
}

/** Simulate, watch, switch on: in this order, and off at any time. */
export function PolicyControls({
  policy,
  hits,
  savePolicy,
  simulatePolicy,
  switchPolicy,
}: PolicyControlsProps) {
  const [step, setStep] = useState<"idle" | "changing" | "removing" | "switching">("idle");
  const act = useAct();
  const router = useRouter();
  const { id: policyId, version, state } = policy;
  const name = visibleText(policy.name);
  const why = hits === null ? "Simulate it first: nobody knows yet whom it would hit" : null;
  const switchTo = async (to: PolicyState) => {
    setStep("idle");
    await act.run(() => switchPolicy({ policyId, version, to }), `${name} is ${to}`);
  };
  const remove = async () => {
    if (step !== "removing") return setStep("removing");
    setStep("idle");
    const removed = await act.run(
      () => switchPolicy({ policyId, version, to: "removed" }),
      `Removed ${name}`,
    );
    if (removed) router.push("/policies");
  };
  const simulate = () =>
    act.run(
      () => simulatePolicy({ policyId }),
      ({ hits: found }) => `It would have ended ${counted(found, "session")}`,
    );
  return (
    <div className="policy-controls">
      <div className="row">
        <Button look={hits === null ? "primary" : "plain"} isPending={act.isBusy} onClick={simulate}>
          {hits === null ? "Simulate the last 7 days" : "Simulate again"}
        </Button>
        {state !== "watching" && (
          <Button disabledBecause={why} onClick={() => switchTo("watching")}>
            Only watch
          </Button>
        )}
        {state !== "on" && (
          <Button
            look={step === "switching" ? "danger-solid" : hits === null ? "plain" : "primary"}
            disabledBecause={why}
            onClick={() => (step === "switching" ? switchTo("on") : setStep("switching"))}
            onBlur={() => step === "switching" && setStep("idle")}
          >
            {step === "switching" ? "Really switch on" : "Switch on"}
          </Button>
        )}
        {state !== "off" && <Button onClick={() => switchTo("off")}>Switch off</Button>}
        <Button onClick={() => setStep("changing")}>Change…</Button>
        <Button
          look={step === "removing" ? "danger" : "ghost"}
          onClick={remove}
          onBlur={() => step === "removing" && setStep("idle")}
        >
          {step === "removing" ? "Really remove" : "Remove"}
        </Button>
      </div>
      {act.elsewhere() && (
        <p className="err" role="alert">
          {act.elsewhere()}
        </p>
      )}
      {step === "changing" && (
        <PolicyForm policy={policy} savePolicy={savePolicy} onClose={() => setStep("idle")} />
      )}
    </div>
  );
}

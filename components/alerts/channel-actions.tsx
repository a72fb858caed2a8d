"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { useToast } from "@/components/ui/toasts";
import type { ActionResult } from "@/lib/domain/action-result";
import { visibleText } from "@/lib/format/count";
import { ChannelDialog, type ChannelFacts, type SaveChannel } from "./channel-dialog";

export interface ChannelActs {
  readonly saveChannel: SaveChannel;
  readonly testChannel: (input: { channelId: number }) => Promise<ActionResult<unknown>>;
  readonly switchChannel: (input: {
    channelId: number;
    to: "on" | "off" | "removed";
  }) => Promise<ActionResult<unknown>>;
}

interface ChannelActionsProps extends ChannelActs {
  readonly channel: ChannelFacts & { readonly isOn: boolean };
}

/** Removing asks for a second press. */
export function ChannelActions({ channel, saveChannel, testChannel, switchChannel }: ChannelActionsProps) {
  const [step, setStep] = useState<"idle" | "sure" | "busy" | "changing">("idle");
  const toast = useToast();
  const router = useRouter();
  const name = visibleText(channel.name);
  const run = async (act: () => Promise<ActionResult<unknown>>, done: string) => {
    setStep("busy");
    const answer = await act().catch(() => null);
    setStep("idle");
    toast(answer?.ok ? done : (answer?.message ?? "Curfew does not answer. Try again."));
    router.refresh();
  };
  const remove = () => {
    if (step !== "sure") return setStep("sure");
    void run(() => switchChannel({ channelId: channel.id, to: "removed" }), `Removed ${name}`);
  };
  const isBusy = step === "busy";
  return (
    <span className="row acts">
      <Button
        isSmall
        aria-label={`Send a test to ${name}`}
        disabledBecause={channel.isOn ? null : "It is off"}
        isPending={isBusy}
        onClick={() => run(() => testChannel({ channelId: channel.id }), `A test is on its way to ${name}`)}
      >
        Test
      </Button>
      <Button isSmall aria-label={`Change ${name}`} onClick={() => setStep("changing")}>
        Change…
      </Button>
      <Button
        isSmall
        aria-label={`Switch ${channel.isOn ? "off" : "on"} ${name}`}
        onClick={() =>
          run(
            () => switchChannel({ channelId: channel.id, to: channel.isOn ? "off" : "on" }),
            `${name} is ${channel.isOn ? "off" : "on"}`,
          )
        }
      >
        {channel.isOn ? "Switch off" : "Switch on"}
      </Button>
      <Button
        isSmall
        look={step === "sure" ? "danger" : "plain"}
        aria-label={step === "sure" ? `Really remove ${name}` : `Remove ${name}`}
        onClick={remove}
        onBlur={() => step === "sure" && setStep("idle")}
      >
        {step === "sure" ? "Really remove" : "Remove"}
      </Button>
      {step === "changing" && (
        <ChannelDialog channel={channel} saveChannel={saveChannel} onClose={() => setStep("idle")} />
      )}
    </span>
  );
}

"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { useToast } from "@/components/ui/toasts";
import type { ActionResult } from "@/lib/domain/action-result";
import { ALERT_KINDS, type AlertKind, type ChannelKind } from "@/lib/domain/alert";
import { visibleText } from "@/lib/format/count";
import { ALERT_KIND_WORDS } from "./alert-kind-words";

export interface ChannelFacts {
  readonly id: number;
  readonly name: string;
  readonly kind: ChannelKind;
  readonly address: string;
  readonly events: readonly string[];
}

export type SaveChannel = (input: {
  channelId?: number;
  name: string;
  kind: ChannelKind;
  address: string;
  events: readonly string[];
}) => Promise<ActionResult<unknown>>;

interface ChannelDialogProps {
  /** The channel to change; null makes a new one. */
  readonly channel: ChannelFacts | null;
  readonly saveChannel: SaveChannel;
  readonly onClose: () => void;
}

const KINDS = [
  ["webhook", "Webhook"],
  ["mail", "Mail"],
] as const;

/** Where alerts go, and which. */
export function ChannelDialog({ channel, saveChannel, onClose }: ChannelDialogProps) {
  const [kind, setKind] = useState<ChannelKind>(channel?.kind ?? "webhook");
  const [events, setEvents] = useState<readonly string[]>(channel?.events ?? ALERT_KINDS);
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<{ message: string; field: string | undefined } | null>(null);
  const formId = useId();
  const toast = useToast();
  const router = useRouter();
  const errorAt = (field: string) => (refusal?.field?.split(".")[0] === field ? refusal.message : null);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const name = String(form.get("name") ?? "");
    setBusy(true);
    setRefusal(null);
    const input = { name, kind, address: String(form.get("address") ?? ""), events };
    const answer = await saveChannel(channel ? { ...input, channelId: channel.id } : input).catch(() => null);
    setBusy(false);
    if (answer?.ok) {
      toast(channel ? `Changed ${name}` : `Made ${name}: send it a test`);
      onClose();
      router.refresh();
      return;
    }
    setRefusal({ message: answer?.message ?? "Curfew does not answer. Try again.", field: answer?.field });
  };
  const toggle = (one: AlertKind) =>
    setEvents(events.includes(one) ? events.filter((other) => other !== one) : [...events, one]);

  return (
    <Dialog
      title={channel ? visibleText(`Change ${channel.name}`) : "New channel"}
      width={560}
      isBusy={isBusy}
      onClose={onClose}
      footer={
        <>
          <span className="spring" />
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} look="primary" isPending={isBusy}>
            {channel ? "Save" : "Make the channel"}
          </Button>
        </>
      }
    >
      <form id={formId} className="ask alert-form" onSubmit={submit} noValidate>
        <Field label="Name" error={errorAt("name")}>
          {(control) => (
            <input
              className="input"
              name="name"
              maxLength={100}
              autoComplete="off"
              defaultValue={channel?.name}
              data-autofocus
              {...control}
            />
          )}
        </Field>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a legend for two buttons */}
        <div className="seg fill" role="group" aria-label="Kind">
          {KINDS.map(([one, word]) => (
            <button key={one} type="button" aria-pressed={kind === one} onClick={() => setKind(one)}>
              {word}
            </button>
          ))}
        </div>
        <Field
          key={kind}
          label={kind === "webhook" ? "URL" : "Addresses"}
          error={errorAt("address")}
          hint={
            kind === "webhook"
              ? "Signed, posted as JSON; redirects are not followed. Chat rooms show its text."
              : "One a line"
          }
        >
          {(control) =>
            kind === "webhook" ? (
              <input
                className="input mono"
                name="address"
                type="url"
                placeholder="https://chat.example/hooks/…"
                autoComplete="off"
                defaultValue={channel?.kind === kind ? channel.address : ""}
                {...control}
              />
            ) : (
              <textarea
                className="input mono"
                name="address"
                rows={3}
                autoComplete="off"
                defaultValue={channel?.kind === kind ? channel.address : ""}
                {...control}
              />
            )
          }
        </Field>
        <fieldset className="field told">
          <legend className="label">Tell about</legend>
          {ALERT_KIND_WORDS.map(([one, word, meaning]) => (
            <label key={one}>
              <input
                type="checkbox"
                className="check"
                checked={events.includes(one)}
                onChange={() => toggle(one)}
              />
              <span>
                {word} <span className="meta">{meaning}</span>
              </span>
            </label>
          ))}
          {errorAt("events") && <span className="err">{errorAt("events")}</span>}
        </fieldset>
        {refusal && !["name", "address", "events"].some((field) => errorAt(field)) && (
          <p className="err" role="alert">
            {refusal.message}
          </p>
        )}
      </form>
    </Dialog>
  );
}

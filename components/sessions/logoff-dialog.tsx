"use client";

import { useRouter } from "next/navigation";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useShell } from "@/components/shell/shell-context";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Kbd } from "@/components/ui/kbd";
import { useToast } from "@/components/ui/toasts";
import type { ActionResult } from "@/lib/domain/action-result";
import { clockTime, hourMinute } from "@/lib/format/clock";
import { count, counted } from "@/lib/format/count";
import { LogoffGroups } from "./logoff-groups";
import { CONFIRM_ABOVE, type LogoffTarget, planLogoff } from "./logoff-plan";
import { LogoffUnits } from "./logoff-units";
import { requestKey } from "./request-key";
import "./logoff-dialog.css";

export type { LogoffTarget };

export type RequestLogoff = (input: {
  readonly requestKey: string;
  readonly liveSessionIds: readonly string[];
  readonly reason: string;
  readonly ticket?: string;
  readonly expiresInMinutes: number;
}) => Promise<
  ActionResult<{
    readonly orderId: number;
    readonly targets: number;
    readonly dropped: readonly { readonly id: string; readonly why: string }[];
  }>
>;

interface LogoffDialogProps {
  readonly targets: readonly LogoffTarget[];
  readonly requestLogoff: RequestLogoff;
  readonly onClose: () => void;
}

const WAITS = [
  { minutes: 15, label: "15 min" },
  { minutes: 60, label: "1 h" },
  { minutes: 240, label: "4 h" },
  { minutes: 1440, label: "24 h" },
] as const;

interface Refusal {
  readonly message: string;
  readonly field: string | undefined;
}

/** Says what would be hit before it is; what was asked for is frozen when the dialog opens. */
export function LogoffDialog({ targets: asked, requestLogoff, onClose }: LogoffDialogProps) {
  const router = useRouter();
  const toast = useToast();
  const { timeZone } = useShell().zone;
  const reasonField = useRef<HTMLInputElement>(null);
  const typedId = useId();
  const [opened] = useState(() => ({ targets: asked, at: Date.now(), key: requestKey() }));
  const [dropped, setDropped] = useState<ReadonlySet<string>>(new Set());
  const [reason, setReason] = useState("");
  const [ticket, setTicket] = useState("");
  const [minutes, setMinutes] = useState(60);
  const [typed, setTyped] = useState("");
  const [isPending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [wasTried, setTried] = useState(false);

  useEffect(() => reasonField.current?.focus(), []);

  const plan = planLogoff(opened.targets, dropped);
  const n = plan.hit.length;
  const needsTyping = n > CONFIRM_ABOVE;
  const missing = firstMissing(n, reason, needsTyping && typed.trim() !== String(n) ? n : null);
  const waitUntil = hourMinute(opened.at + minutes * 60_000, timeZone);
  const sentence = `Log off ${counted(n, "session")} of ${counted(plan.people, "person", "people")} on ${counted(plan.hosts, "host")}.`;

  const drop = (ids: readonly string[], isDropped: boolean) => {
    setDropped((was) => {
      const next = new Set(was);
      for (const id of ids) isDropped ? next.add(id) : next.delete(id);
      return next;
    });
    setTyped("");
  };

  const submit = async () => {
    setTried(true);
    if (isPending) return;
    if (missing !== null) {
      if (reason.trim() === "") reasonField.current?.focus();
      return;
    }
    setPending(true);
    setRefusal(null);
    const answer = await ask(requestLogoff, {
      requestKey: opened.key,
      liveSessionIds: plan.hit.map(({ id }) => id),
      reason: reason.trim(),
      ...(ticket.trim() === "" ? {} : { ticket: ticket.trim() }),
      expiresInMinutes: minutes,
    });
    if (!answer.ok) {
      setPending(false);
      setRefusal({ message: answer.message, field: answer.field });
      return;
    }
    const { orderId, dropped: left } = answer.value;
    if (left.length > 0)
      toast(`${counted(left.length, "session was", "sessions were")} left out: ${leftWords(left)}`);
    router.push(`/orders/${orderId}`);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void submit();
  };

  const errorOf = (field: string) => (refusal?.field === field ? refusal.message : null);
  const isElsewhere =
    refusal !== null && !["reason", "ticket", "expiresInMinutes"].includes(refusal.field ?? "");

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears Ctrl+Enter from every field inside
    <div className="logoff contents" onKeyDown={onKeyDown}>
      <Dialog
        title={sentence}
        onClose={onClose}
        isBusy={isPending}
        width={960}
        summary={
          <div className="lo-head">
            <p>
              {opened.targets.length === 1 ? "It was" : `${count(opened.targets.length)} were`} selected at{" "}
              <span className="mono">{clockTime(opened.at, timeZone)}</span>. A session that is no longer the
              same one is refused, never replaced.
            </p>
            <LogoffUnits plan={plan} all={opened.targets.length} />
          </div>
        }
        footer={
          <>
            {needsTyping && (
              <div className="lo-typed">
                <label htmlFor={typedId}>
                  More than {CONFIRM_ABOVE} targets: type <b className="mono strong">{n}</b> to confirm
                </label>
                <input
                  id={typedId}
                  className="input"
                  inputMode="numeric"
                  autoComplete="off"
                  value={typed}
                  aria-invalid={!String(n).startsWith(typed.trim()) || undefined}
                  onChange={(event) => setTyped(event.target.value)}
                />
              </div>
            )}
            <span className="spring" />
            <span className="why-not" role="status">
              {isPending ? "Asking…" : missing}
            </span>
            <Button look="ghost" onClick={onClose} disabledBecause={isPending ? "It is being asked" : null}>
              Cancel
            </Button>
            <Button
              look="primary"
              isPending={isPending}
              disabledBecause={missing}
              onClick={() => void submit()}
            >
              Log off {counted(n, "session")} <Kbd>Ctrl ↵</Kbd>
            </Button>
          </>
        }
      >
        <div className="lo-body">
          <div className="lo-left">
            <LogoffGroups
              plan={plan}
              dropped={dropped}
              now={opened.at}
              timeZone={timeZone}
              waitUntil={waitUntil}
              onDrop={drop}
            />
          </div>
          <div className="lo-right">
            {isElsewhere && (
              <p className="note danger" role="alert">
                {refusal.message}
              </p>
            )}
            <Field
              label={
                <>
                  Reason <span className="req">required</span>
                </>
              }
              hint="Kept with the order and on the trail."
              error={errorOf("reason") ?? (wasTried && reason.trim() === "" ? "Say why." : null)}
            >
              {(control) => (
                <input
                  {...control}
                  ref={reasonField}
                  className="input"
                  required
                  maxLength={500}
                  autoComplete="off"
                  value={reason}
                  onChange={(event) => setReason(event.target.value)}
                />
              )}
            </Field>
            <Field label="Ticket" error={errorOf("ticket")}>
              {(control) => (
                <input
                  {...control}
                  className="input mono"
                  maxLength={100}
                  autoComplete="off"
                  value={ticket}
                  onChange={(event) => setTicket(event.target.value)}
                />
              )}
            </Field>
            <div className="field">
              <span className="label" id={`${typedId}-wait`}>
                Wait for hosts that are offline
              </span>
              <div className="seg fill" role="radiogroup" aria-labelledby={`${typedId}-wait`}>
                {WAITS.map((wait) => (
                  // biome-ignore lint/a11y/useSemanticElements: a segmented control; arrow keys are not needed with four
                  <button
                    key={wait.minutes}
                    type="button"
                    role="radio"
                    aria-checked={minutes === wait.minutes}
                    onClick={() => setMinutes(wait.minutes)}
                  >
                    {wait.label}
                  </button>
                ))}
              </div>
              {errorOf("expiresInMinutes") !== null && (
                <span className="err">{errorOf("expiresInMinutes")}</span>
              )}
              <span className="hint">What has not begun by {waitUntil} expires, and the order says so.</span>
            </div>
            <p className="hint">
              Programs are asked to close. A row stays listed until its host says that the session is gone.
            </p>
          </div>
        </div>
      </Dialog>
    </div>
  );
}

async function ask(
  requestLogoff: RequestLogoff,
  input: Parameters<RequestLogoff>[0],
): ReturnType<RequestLogoff> {
  try {
    return await requestLogoff(input);
  } catch {
    const message = "Curfew did not answer. Try again: however often it is sent, this makes one order.";
    return { ok: false, error: "unavailable", message };
  }
}

function firstMissing(hit: number, reason: string, toType: number | null): string | null {
  if (hit === 0) return "Nobody is left to log off";
  if (reason.trim() === "") return "A reason is required";
  return toType === null ? null : `Type ${toType} to confirm`;
}

const LEFT_WORDS: Readonly<Record<string, string>> = {
  gone: "gone already",
  yourself: "your own",
  protected: "protected",
};

function leftWords(left: readonly { readonly why: string }[]): string {
  return [...new Set(left.map(({ why }) => LEFT_WORDS[why] ?? why))].join(", ");
}

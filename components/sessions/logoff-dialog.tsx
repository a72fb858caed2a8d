"use client";

import { useRouter } from "next/navigation";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useShell } from "@/components/shell/shell-context";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { useToast } from "@/components/ui/toasts";
import type { DropReason } from "@/lib/domain/order-preview";
import { clockTime, hourMinute } from "@/lib/format/clock";
import { count, counted } from "@/lib/format/count";
import { LogoffGroups } from "./logoff-groups";
import { LogoffOptions } from "./logoff-options";
import { CONFIRM_ABOVE, type LogoffPlan, planLogoff } from "./logoff-plan";
import { LogoffUnits, NoUnitsYet } from "./logoff-units";
import { type AskedTargets, LEFT_OUT_WORD, type OrderActions, VERB_WORD } from "./order-asking";
import {
  EMPTY_FORM,
  firstMissing,
  graceSecondsOf,
  messageOf,
  type OrderForm,
  startInstant,
} from "./order-form";
import { requestKey } from "./request-key";
import { useOrderPreview } from "./use-order-preview";
import "./logoff-dialog.css";

interface LogoffDialogProps {
  readonly targets: AskedTargets;
  readonly actions: OrderActions;
  readonly onClose: () => void;
}

interface Refusal {
  readonly message: string;
  readonly field: string | undefined;
}

const OWN_FIELDS = ["verb", "reason", "ticket", "expiresInMinutes", "startAt", "graceSeconds", "message"];

/** For whoever pressed while the preview was still coming. */
const SEEN_NOW = "Nothing was asked yet: look, then press again";

/** Says what would be hit before it is; what was shown is what is asked for, or it is shown again. */
export function LogoffDialog({ targets: asked, actions: given, onClose }: LogoffDialogProps) {
  const router = useRouter();
  const toast = useToast();
  const { timeZone } = useShell().zone;
  const reasonField = useRef<HTMLInputElement>(null);
  const typedId = useId();
  // Kept as it was opened: a page that is read anew hands in new functions, and looking again would take the button away.
  const [{ actions, ...opened }] = useState(() => ({ targets: asked, actions: given, at: Date.now() }));
  const [key, setKey] = useState(requestKey);
  const [form, setForm] = useState<OrderForm>(EMPTY_FORM);
  const [dropped, setDropped] = useState<ReadonlySet<string>>(new Set());
  const [typed, setTyped] = useState("");
  const [isPending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [wasTried, setTried] = useState(false);
  const [triedUnseen, setTriedUnseen] = useState(false);
  const {
    preview,
    refusal: notShown,
    isLooking,
    look,
  } = useOrderPreview(actions.preview, opened.targets, form.verb, form.includeProtected);

  useEffect(() => reasonField.current?.focus(), []);

  const plan = preview && planLogoff(preview, dropped);
  const n = plan?.sessions ?? 0;
  const needsTyping = n > CONFIRM_ABOVE;
  const missing =
    notShown ??
    firstMissing(form, plan && !isLooking ? n : null, needsTyping && typed.trim() !== String(n) ? n : null);
  const change = (part: Partial<OrderForm>) => setForm((was) => ({ ...was, ...part }));
  const releaseAt = (startInstant(form) ?? opened.at) + graceSecondsOf(form) * 1000;
  const waitUntil = hourMinute(releaseAt + form.waitMinutes * 60_000, timeZone);

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
    // Never held back and sent later: nobody is logged off whom the operator has not seen.
    setTriedUnseen(preview === null || isLooking);
    if (isPending) return;
    if (missing !== null || preview === null) {
      if (form.reason.trim() === "") reasonField.current?.focus();
      return;
    }
    setPending(true);
    setRefusal(null);
    const startAt = startInstant(form);
    const answer = await ask(actions.request, {
      requestKey: key,
      verb: form.verb,
      targets: { ...opened.targets, without: [...dropped] },
      graceSeconds: graceSecondsOf(form),
      message: messageOf(form).trim(),
      onlyIfWarned: form.onlyIfWarned,
      includeProtected: form.includeProtected,
      reason: form.reason.trim(),
      ticket: form.ticket.trim(),
      startAt: startAt === null ? null : new Date(startAt).toISOString(),
      expiresInMinutes: form.waitMinutes,
      previewHash: preview.hash,
    });
    if (!answer.ok) {
      setPending(false);
      setRefusal({ message: answer.message, field: answer.field });
      if (answer.field === "previewHash") {
        setTyped("");
        setKey(requestKey());
        await look();
      }
      return;
    }
    const { orderId, droppedCounts } = answer.value;
    const left = leftWords(droppedCounts, preview.excluded);
    if (left !== "") toast(left);
    router.push(`/orders/${orderId}`);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void submit();
  };

  const errorOf = (field: string) => (refusal?.field === field ? refusal.message : null);
  const elsewhere =
    refusal !== null && !OWN_FIELDS.includes(refusal.field ?? "") ? refusal.message : notShown;
  const verb = VERB_WORD[form.verb];

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears Ctrl+Enter from every field inside
    <div className="logoff contents" onKeyDown={onKeyDown}>
      <Dialog
        title={plan ? sentence(verb, plan) : `${verb}: looking who would be hit…`}
        onClose={onClose}
        isBusy={isPending}
        width={984}
        summary={
          <div className="lo-head">
            <p>
              {preview ? (
                <>
                  {askedWords(opened.targets)} at{" "}
                  <span className="mono">{clockTime(preview.madeAt, timeZone)}</span>.
                </>
              ) : (
                "Looking how it stands now."
              )}{" "}
              A session that is no longer the same one is refused, never replaced.
            </p>
            {preview ? <LogoffUnits preview={preview} dropped={dropped} /> : <NoUnitsYet />}
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
              {isPending ? "Asking…" : (missing ?? (triedUnseen ? SEEN_NOW : null))}
            </span>
            <Button look="ghost" onClick={onClose} disabledBecause={isPending ? "It is being asked" : null}>
              Cancel
            </Button>
            <Button
              look={form.verb === "force" ? "danger-solid" : "primary"}
              isPending={isPending}
              disabledBecause={missing}
              onClick={() => void submit()}
              onPressWhileDisabled={() => void submit()}
            >
              {verb} {counted(n, "session")} <Kbd>Ctrl ↵</Kbd>
            </Button>
          </>
        }
      >
        <div className="lo-body">
          <div className="lo-left">
            {preview && plan ? (
              <LogoffGroups
                preview={preview}
                plan={plan}
                dropped={dropped}
                timeZone={timeZone}
                waitUntil={waitUntil}
                isWarning={graceSecondsOf(form) > 0}
                onDrop={drop}
                onIncludeProtected={form.includeProtected ? null : () => change({ includeProtected: true })}
              />
            ) : (
              <p className="quiet lo-wait">{notShown === null ? "Nothing is asked of any host yet." : ""}</p>
            )}
          </div>
          <div className="lo-right">
            {elsewhere !== null && (
              <div className="note danger" role="alert">
                {elsewhere}{" "}
                {notShown !== null && (
                  <Button isSmall onClick={() => void look()}>
                    Look again
                  </Button>
                )}
              </div>
            )}
            {preview?.approvalWhy && (
              <p className="note">
                A second operator must approve this order, because {preview.approvalWhy}. Nothing happens
                before.
              </p>
            )}
            <LogoffOptions
              form={form}
              change={change}
              errorOf={errorOf}
              wasTried={wasTried}
              now={opened.at}
              timeZone={timeZone}
              unseen={preview?.unseen ?? 0}
              readTemplates={actions.templates}
              reasonField={reasonField}
            />
          </div>
        </div>
      </Dialog>
    </div>
  );
}

async function ask(request: OrderActions["request"], input: Parameters<OrderActions["request"]>[0]) {
  try {
    return await request(input);
  } catch {
    const message = "Curfew did not answer. Try again: however often it is sent, this makes one order.";
    return { ok: false, error: "unavailable", message } as const;
  }
}

function sentence(verb: string, { sessions, people, hosts, isAtMost }: LogoffPlan): string {
  const upTo = isAtMost ? "up to " : "";
  return `${verb} ${counted(sessions, "session")} of ${upTo}${counted(people, "person", "people")} on ${upTo}${counted(hosts, "host")}.`;
}

function askedWords(targets: AskedTargets): string {
  switch (targets.kind) {
    case "sessions":
      return targets.ids.length === 1
        ? "It was selected; this is how it stood"
        : `${count(targets.ids.length)} were selected; this is how they stood`;
    case "associates":
      return "Everything that they have open, as it was";
    case "hosts":
      return "Everyone who is on, as it was";
    case "filter":
      return targets.query === "" ? "Every live session, frozen" : `What matched ${targets.query}, frozen`;
  }
}

type Counts = Readonly<Partial<Record<DropReason, number>>>;

/** What was left out beyond what the preview had shown. */
function leftWords(left: Counts, shown: Counts): string {
  const parts = (Object.entries(left) as [DropReason, number][]).flatMap(([why, n]) => {
    const more = n - (shown[why] ?? 0);
    return more > 0
      ? [`${counted(more, "session was", "sessions were")} left out: ${LEFT_OUT_WORD[why]}`]
      : [];
  });
  return parts.join("; ");
}

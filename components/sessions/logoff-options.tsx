"use client";

import { type RefObject, useState } from "react";
import { Field } from "@/components/ui/field";
import { messageText } from "@/lib/domain/order-message";
import type { OrderVerb } from "@/lib/domain/order-verb";
import { hourMinute } from "@/lib/format/clock";
import { counted } from "@/lib/format/count";
import { type OrderActions, VERB_MEANS, VERB_WORD } from "./order-asking";
import { graceSecondsOf, messageOf, type OrderForm, startInstant } from "./order-form";
import { SavedMessages } from "./saved-messages";
import { Segmented } from "./segmented";

interface LogoffOptionsProps {
  readonly form: OrderForm;
  readonly change: (part: Partial<OrderForm>) => void;
  readonly errorOf: (field: string) => string | null;
  readonly wasTried: boolean;
  readonly now: number;
  readonly timeZone: string;
  /** Sessions in which nobody would see a warning. */
  readonly unseen: number;
  readonly reasonField: RefObject<HTMLInputElement | null>;
  readonly readTemplates: OrderActions["templates"];
}

const VERBS: readonly OrderVerb[] = ["message", "disconnect", "log_off", "force"];
const GRACES = [
  { value: 0, label: "None" },
  { value: 1, label: "1 min" },
  { value: 5, label: "5 min" },
  { value: 15, label: "15 min" },
  { value: 60, label: "1 h" },
] as const;
const WAITS = [
  { value: 15, label: "15 min" },
  { value: 60, label: "1 h" },
  { value: 240, label: "4 h" },
  { value: 1440, label: "24 h" },
] as const;

/** What is done, when, and what people are told before. */
export function LogoffOptions(props: LogoffOptionsProps) {
  const { form, change, errorOf, wasTried, now, timeZone, reasonField } = props;
  const graceMs = graceSecondsOf(form) * 1000;
  const startAt = startInstant(form) ?? now;
  const releaseAt = startAt + graceMs;
  const isMessage = form.verb === "message";
  return (
    <>
      <Segmented
        label="Do this"
        value={form.verb}
        choices={VERBS.map((verb) => ({ value: verb, label: VERB_WORD[verb] }))}
        hint={VERB_MEANS[form.verb]}
        error={errorOf("verb")}
        onChange={(verb) => change({ verb, message: null })}
      />
      {!isMessage && (
        <Segmented
          label="Grace"
          value={form.graceMinutes}
          choices={GRACES}
          hint={
            graceMs === 0
              ? "Nobody is told before."
              : `People are warned, and it can be cancelled until ${hourMinute(releaseAt, timeZone)}.`
          }
          error={errorOf("graceSeconds")}
          onChange={(graceMinutes) =>
            change({ graceMinutes, ...(graceMinutes === 0 ? { onlyIfWarned: false } : {}) })
          }
        />
      )}
      {(isMessage || graceMs > 0) && <Message {...props} graceMs={graceMs} />}
      <Field
        label={
          <>
            Reason <span className="req">required</span>
          </>
        }
        hint="Kept with the order and on the trail."
        error={errorOf("reason") ?? (wasTried && form.reason.trim() === "" ? "Say why." : null)}
      >
        {(control) => (
          <input
            {...control}
            ref={reasonField}
            className="input"
            required
            maxLength={500}
            autoComplete="off"
            value={form.reason}
            onChange={(event) => change({ reason: event.target.value })}
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
            value={form.ticket}
            onChange={(event) => change({ ticket: event.target.value })}
          />
        )}
      </Field>
      <Field
        label="Begin"
        hint={form.startAt === "" ? "Now. Choose a time to schedule it." : "By this computer's clock."}
        error={errorOf("startAt")}
      >
        {(control) => (
          <input
            {...control}
            className="input"
            type="datetime-local"
            value={form.startAt}
            onChange={(event) => change({ startAt: event.target.value })}
          />
        )}
      </Field>
      <Segmented
        label="Wait for hosts that are offline"
        value={form.waitMinutes}
        choices={WAITS}
        hint={`What has not begun by ${hourMinute(releaseAt + form.waitMinutes * 60_000, timeZone)} expires, and the order says so.`}
        error={errorOf("expiresInMinutes")}
        onChange={(waitMinutes) => change({ waitMinutes })}
      />
      <label className="choice" title="No host can do this">
        <input type="checkbox" className="check" disabled />
        <span>
          Also block logon
          <small>
            Not here: neither Windows nor Linux can keep one person out for a while without changing the
            account.
          </small>
        </span>
      </label>
    </>
  );
}

function Message(props: LogoffOptionsProps & { readonly graceMs: number }) {
  const { form, change, errorOf, graceMs, unseen, readTemplates } = props;
  const [isEditing, setEditing] = useState(false);
  const isMessage = form.verb === "message";
  const text = messageOf(form);
  return (
    <div className="stack">
      <SavedMessages
        read={readTemplates}
        chosen={text}
        onChoose={(message) => change({ message })}
        ownWords={isMessage ? "Write it below" : "The words that belong to it"}
      />
      {isMessage || isEditing ? (
        <Field
          label={
            isMessage ? (
              <>
                Message <span className="req">required</span>
              </>
            ) : (
              "They will see"
            )
          }
          hint={
            isMessage
              ? "Shown on the screen or the terminal of each session."
              : "{when} becomes the time that is left."
          }
          error={errorOf("message")}
        >
          {(control) => (
            <textarea
              {...control}
              className="input"
              rows={3}
              maxLength={500}
              value={text}
              onChange={(event) => change({ message: event.target.value })}
            />
          )}
        </Field>
      ) : (
        <div className="field">
          <span className="label lbl">
            They will see{" "}
            <button type="button" className="link" onClick={() => setEditing(true)}>
              Edit
            </button>
          </span>
        </div>
      )}
      {!isMessage && (
        <>
          <div className="msgbox">
            <div>Message from the administrator</div>
            <p>{messageText(text, graceMs)}</p>
          </div>
          {unseen > 0 && (
            <p className="hint">
              In {counted(unseen, "session", "sessions")} nobody would see it now: locked, disconnected, or
              without a terminal.
            </p>
          )}
          <label className="choice">
            <input
              type="checkbox"
              className="check"
              checked={form.onlyIfWarned}
              onChange={(event) => change({ onlyIfWarned: event.target.checked })}
            />
            <span>Leave sessions alone where the warning was not shown</span>
          </label>
        </>
      )}
    </div>
  );
}

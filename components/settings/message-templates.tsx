"use client";

import { type FormEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import { useAct } from "@/components/ui/use-act";
import type { ActionResult } from "@/lib/domain/action-result";
import { messageText } from "@/lib/domain/order-message";
import { visibleText } from "@/lib/format/count";

export interface Template {
  readonly id: number;
  readonly name: string;
  readonly text: string;
}

interface MessageTemplatesProps {
  readonly templates: readonly Template[];
  readonly save: (input: {
    templateId: number | null;
    name: string;
    text: string;
  }) => Promise<ActionResult<unknown>>;
  readonly remove: (input: { templateId: number }) => Promise<ActionResult<unknown>>;
}

const BLANK = { id: null, name: "", text: "" } as const;
/** What the preview assumes. */
const GRACE_MS = 5 * 60_000;

/** Words that operators choose from in the Log off dialog. */
export function MessageTemplates({ templates, save, remove }: MessageTemplatesProps) {
  const [open, setOpen] = useState<Template | typeof BLANK | null>(null);
  return (
    <div className="stack">
      {templates.length > 0 && (
        <ul className="templates" aria-label="Saved messages">
          {templates.map((one) => (
            <li key={one.id}>
              <div>
                <b>{visibleText(one.name)}</b>
                <p>{visibleText(one.text)}</p>
              </div>
              <Button isSmall aria-label={`Edit ${visibleText(one.name)}`} onClick={() => setOpen(one)}>
                Edit
              </Button>
              <DeleteTemplate template={one} remove={remove} />
            </li>
          ))}
        </ul>
      )}
      {templates.length === 0 && (
        <p className="quiet">None yet. Without one, people read the words that belong to what is done.</p>
      )}
      <Button onClick={() => setOpen(BLANK)}>
        <Icon name="plus" />
        Add a message
      </Button>
      {open !== null && <TemplateDialog template={open} save={save} onClose={() => setOpen(null)} />}
    </div>
  );
}

interface TemplateDialogProps {
  readonly template: Template | typeof BLANK;
  readonly save: MessageTemplatesProps["save"];
  readonly onClose: () => void;
}

function TemplateDialog({ template, save, onClose }: TemplateDialogProps) {
  const { isBusy, run, errorOf, elsewhere } = useAct();
  const [name, setName] = useState<string>(template.name);
  const [text, setText] = useState<string>(template.text);
  const formId = useId();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const saved = await run(() => save({ templateId: template.id, name, text }), `Saved ${name.trim()}`);
    if (saved) onClose();
  };
  return (
    <Dialog
      title={template.id === null ? "Add a message" : "Edit the message"}
      width={520}
      isBusy={isBusy}
      onClose={onClose}
      footer={
        <>
          <span className="meta">Orders keep the words they were made with.</span>
          <span className="spring" />
          <Button onClick={onClose}>Leave it</Button>
          <Button type="submit" form={formId} look="primary" isPending={isBusy}>
            Save
          </Button>
        </>
      }
    >
      <form id={formId} className="ask" onSubmit={submit} noValidate>
        <Field
          label="Name"
          hint="Operators choose by it; people who are logged on do not see it."
          error={errorOf("name")}
        >
          {(control) => (
            <input
              {...control}
              className="input"
              maxLength={60}
              autoComplete="off"
              data-autofocus
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field label="Message" hint="{when} becomes the time that is left." error={errorOf("text")}>
          {(control) => (
            <textarea
              {...control}
              className="textarea"
              rows={3}
              maxLength={500}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        <div className="field">
          <span className="label">Five minutes before, they will see</span>
          <div className="msgbox">
            <div>Message from the administrator</div>
            <p>{text.trim() === "" ? "…" : messageText(text, GRACE_MS)}</p>
          </div>
        </div>
        {elsewhere(["name", "text"]) && (
          <p className="err" role="alert">
            {elsewhere(["name", "text"])}
          </p>
        )}
      </form>
    </Dialog>
  );
}

/** Asks for a second press. */
function DeleteTemplate({
  template,
  remove,
}: {
  readonly template: Template;
  readonly remove: MessageTemplatesProps["remove"];
}) {
  const { isBusy, run } = useAct();
  const [isSure, setSure] = useState(false);
  const name = visibleText(template.name);
  return (
    <Button
      isSmall
      look={isSure ? "danger" : "plain"}
      isPending={isBusy}
      aria-label={isSure ? `Really delete ${name}` : `Delete ${name}`}
      onBlur={() => setSure(false)}
      onClick={() => {
        if (!isSure) return setSure(true);
        void run(() => remove({ templateId: template.id }), `Deleted ${name}`);
      }}
    >
      {isSure ? "Really delete" : "Delete"}
    </Button>
  );
}

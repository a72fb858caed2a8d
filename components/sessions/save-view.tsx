"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { useToast } from "@/components/ui/toasts";
import type { SessionsPlace } from "./sessions-address";
import type { ViewActions } from "./views-bar";

interface SaveViewProps extends Pick<ViewActions, "mayShare" | "saveView"> {
  readonly place: SessionsPlace;
}

/** Gives what is shown a name, and so a tab of its own. */
export function SaveView(props: SaveViewProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="btn sm ghost save" onClick={() => setOpen(true)}>
        Save view…
      </button>
      {isOpen && <SaveViewDialog {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

function SaveViewDialog({ place, mayShare, saveView, onClose }: SaveViewProps & { onClose: () => void }) {
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const router = useRouter();
  const say = useToast();
  const form = useId();

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isBusy) return;
    const fields = new FormData(event.currentTarget);
    const name = String(fields.get("name") ?? "");
    setBusy(true);
    setRefusal(null);
    const { q, sort, by } = place;
    const input = { name, query: q, sort, by, isShared: fields.get("shared") === "on" };
    const answer = await saveView(input).catch(() => null);
    setBusy(false);
    if (!answer?.ok) return setRefusal(answer?.message ?? "Curfew does not answer. Try again.");
    say(`Saved as “${name.trim()}”.`);
    onClose();
    router.refresh();
  };

  return (
    <Dialog
      title="Save view"
      onClose={onClose}
      isBusy={isBusy}
      width={420}
      summary={<p className="meta mono">{place.q || "every live session"}</p>}
      footer={
        <>
          <span className="spring" />
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={form} look="primary" isPending={isBusy}>
            Save
          </Button>
        </>
      }
    >
      <form id={form} className="ask" onSubmit={submit} noValidate>
        <Field label="Name" error={refusal}>
          {(control) => (
            <input
              {...control}
              className="input"
              name="name"
              maxLength={40}
              autoComplete="off"
              data-autofocus
              required
            />
          )}
        </Field>
        <label className="choice">
          <input type="checkbox" className="check" name="shared" disabled={!mayShare} />
          <span>
            Show it to everybody{" "}
            {!mayShare && <span className="meta">· auditors keep views for themselves</span>}
          </span>
        </label>
      </form>
    </Dialog>
  );
}

"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { useToast } from "@/components/ui/toasts";
import type { ActionResult } from "@/lib/domain/action-result";
import { offsetWords, readOffset } from "@/lib/domain/utc-offset";

export type SetOffset = (input: {
  importId: number;
  utcOffset: number | null;
}) => Promise<ActionResult<unknown>>;

interface OffsetFieldProps {
  readonly importId: number;
  readonly utcOffset: number | null;
  /** Null where it cannot be changed. */
  readonly setOffset: SetOffset | null;
}

/** How far ahead of UTC the clocks stood, for the few logs that do not say. */
export function OffsetField({ importId, utcOffset, setOffset }: OffsetFieldProps) {
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const toast = useToast();
  const router = useRouter();
  const shown = utcOffset === null ? "" : offsetWords(utcOffset);
  if (!setOffset) return <span className="quiet">{shown || "UTC"}</span>;
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const text = String(new FormData(event.currentTarget).get("offset") ?? "").trim();
    const given = text === "" ? null : readOffset(text);
    if (text !== "" && given === null)
      return setFault("An offset looks like +05:45 or -04:00, and is empty for UTC.");
    setFault(null);
    if (given === utcOffset) return;
    setBusy(true);
    const answer = await setOffset({ importId, utcOffset: given }).catch(() => null);
    setBusy(false);
    if (answer?.ok) router.refresh();
    else toast(answer?.message ?? "Curfew does not answer. Nothing was changed.");
  };
  return (
    <>
      <form className="host-field" onSubmit={submit}>
        <input
          className="input"
          name="offset"
          defaultValue={shown}
          maxLength={12}
          placeholder="UTC"
          aria-label="Offset of times without a zone"
          aria-invalid={fault !== null || undefined}
          aria-describedby={fault === null ? undefined : "offset-fault"}
          autoComplete="off"
          spellCheck={false}
        />
        <Button type="submit" isSmall isPending={isBusy}>
          Set
        </Button>
      </form>
      {fault !== null && (
        <p id="offset-fault" className="err" role="alert">
          {fault}
        </p>
      )}
    </>
  );
}

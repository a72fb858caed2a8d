"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { useToast } from "@/components/ui/toasts";
import type { ActionResult } from "@/lib/domain/action-result";
import { visibleText } from "@/lib/format/count";

export type NameHost = (input: {
  importId: number;
  fileId: number | null;
  host: string;
}) => Promise<ActionResult<unknown>>;

interface NameHostFieldProps {
  readonly importId: number;
  /** Null: all files of the import are of one machine. */
  readonly fileId: number | null;
  readonly label: string;
  readonly host: string;
  /** Null where it cannot be changed. */
  readonly nameHost: NameHost | null;
}

/** Whose log it is, where the records do not say. */
export function NameHostField({ importId, fileId, label, host, nameHost }: NameHostFieldProps) {
  const [isBusy, setBusy] = useState(false);
  const toast = useToast();
  const router = useRouter();
  if (!nameHost) return <span className="quiet">{visibleText(host)}</span>;
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = String(new FormData(event.currentTarget).get("host") ?? "").trim();
    if (given === host) return;
    setBusy(true);
    const answer = await nameHost({ importId, fileId, host: given }).catch(() => null);
    setBusy(false);
    if (answer?.ok) router.refresh();
    else toast(answer?.message ?? "Curfew does not answer. Nothing was changed.");
  };
  return (
    <form className="host-field" onSubmit={submit}>
      <input
        className="input"
        name="host"
        defaultValue={host}
        maxLength={255}
        placeholder={fileId === null ? "As each record says" : "Which host?"}
        aria-label={label}
        aria-invalid={(fileId !== null && host === "") || undefined}
        autoComplete="off"
        spellCheck={false}
      />
      <Button type="submit" isSmall isPending={isBusy}>
        Set
      </Button>
    </form>
  );
}

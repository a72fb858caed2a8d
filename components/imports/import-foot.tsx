"use client";

import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { useToast } from "@/components/ui/toasts";
import type { FileReport, ImportStatus } from "@/lib/domain/import-facts";
import { count, counted, visibleText } from "@/lib/format/count";
import type { ImportActions } from "./import-desk";
import { uploadQueue } from "./upload-queue";

interface ImportFootProps {
  readonly status: ImportStatus;
  readonly reports: Readonly<Record<number, FileReport>>;
  readonly oneHost: string;
  readonly events: number;
  readonly actions: ImportActions;
}

/** The decision: into the history, or away with it. */
export function ImportFoot({ status, reports, oneHost, events, actions }: ImportFootProps) {
  const [busy, setBusy] = useState<"commit" | "discard" | null>(null);
  const [isSure, setSure] = useState(false);
  const toast = useToast();
  const router = useRouter();
  const { importId } = status;
  const because = whyNot(status, reports, oneHost, events);

  const commit = async () => {
    if (busy || because !== null) return;
    setBusy("commit");
    const answer = await actions.commit({ importId }).catch(() => null);
    setBusy(null);
    if (!answer?.ok) toast(answer?.message ?? "Curfew does not answer. Look again before you repeat it.");
    router.refresh();
  };
  const discard = async () => {
    if (!isSure) return setSure(true);
    setBusy("discard");
    const answer = await actions.discard({ importId }).catch(() => null);
    setBusy(null);
    if (!answer?.ok) {
      toast(answer?.message ?? "Curfew does not answer. Nothing was discarded.");
      return router.refresh();
    }
    uploadQueue.drop(status.files.map(({ id }) => id));
    toast(`Discarded import ${importId}`);
    router.push("/imports");
  };

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void commit();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    addEventListener("keydown", listener);
    return () => removeEventListener("keydown", listener);
  }, []);

  return (
    <div className="i-foot">
      <span className="why" role="status">
        {because ?? readyWords(status)}
      </span>
      <span className="spring" />
      {status.state === "open" && (
        <Button
          look={isSure ? "danger" : "plain"}
          isPending={busy === "discard"}
          onClick={discard}
          onBlur={() => setSure(false)}
        >
          {isSure ? "Really discard" : "Discard"}
        </Button>
      )}
      <Button
        look="primary"
        isPending={busy === "commit"}
        disabledBecause={because}
        onClick={commit}
        aria-keyshortcuts="Control+Enter"
      >
        {commitWords(status, events)} <Kbd>Ctrl ↵</Kbd>
      </Button>
    </div>
  );
}

function commitWords({ state }: ImportStatus, events: number): string {
  if (state === "failed") return "Import again";
  return events === 0 ? "Import" : `Import ${counted(events, "event")}`;
}

/** What the commit waits for; null where it may be asked for. */
function whyNot(
  { state, files, isPreviewed }: ImportStatus,
  reports: Readonly<Record<number, FileReport>>,
  oneHost: string,
  events: number,
): string | null {
  if (state === "failed") return null;
  const unread = files.filter((file) => file.state !== "read" && file.state !== "unreadable");
  if (unread.length > 0) {
    const one =
      unread.length === 1 && unread[0] ? visibleText(unread[0].name) : counted(unread.length, "file");
    return `${one} still to be read. What you do not want to wait for can be left out.`;
  }
  const nameless = files.find((file) => (reports[file.id]?.unnamed ?? 0) > 0 && file.hostName === "");
  if (nameless && oneHost === "")
    return `The records of ${visibleText(nameless.name)} do not say whose log it is: name its host.`;
  if (events === 0) return "There is no event in these files that a history is made of.";
  return isPreviewed ? null : "Pairing the sessions for you to look at.";
}

function readyWords({ state, files, problem }: ImportStatus): string {
  if (state === "failed") return problem;
  const bad = files.filter((file) => file.state === "unreadable").length;
  const apart =
    bad === 0
      ? ""
      : ` ${counted(bad, "file")} could not be read and ${bad === 1 ? "is" : "are"} not part of it.`;
  return `${count(files.length - bad)} read. Nothing is in the history yet.${apart}`;
}

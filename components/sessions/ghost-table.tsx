"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { StateLabel } from "@/components/ui/state";
import { type Column, TableHead } from "@/components/ui/table-head";
import { useToast } from "@/components/ui/toasts";
import type { ActionResult } from "@/lib/domain/action-result";
import { clockOrDay } from "@/lib/format/clock";
import { visibleText } from "@/lib/format/count";

interface GhostRow {
  readonly kind: "listed" | "open";
  readonly hostId: number;
  readonly hostName: string;
  readonly associateId: number | null;
  readonly who: string;
  readonly sessionId: string | null;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly endBecause: string;
  readonly reportedAt: Date;
  readonly relistAskedAt: Date | null;
}

interface GhostTableProps {
  readonly ghosts: readonly GhostRow[];
  readonly now: number;
  readonly timeZone: string;
  /** Why this operator cannot reconcile; null where they can. */
  readonly refusal: string | null;
  readonly reconcileHost: (input: { hostId: number }) => Promise<ActionResult<{ changed: number }>>;
}

const COLUMNS: readonly Column[] = [
  "State",
  "Associate",
  "Host",
  "Session",
  "The host says",
  "The log says",
  ["Reconcile", "vh"],
];

/** Where the list of a host and its log disagree: both are shown, neither is believed. */
export function GhostTable({ ghosts, now, timeZone, refusal, reconcileHost }: GhostTableProps) {
  const router = useRouter();
  const toast = useToast();
  const [busy, setBusy] = useState<number | null>(null);
  const time = (at: Date) => clockOrDay(at.getTime(), now, timeZone);

  const reconcile = async (hostId: number, hostName: string) => {
    setBusy(hostId);
    const answer = await reconcileHost({ hostId }).catch(() => null);
    setBusy(null);
    if (answer?.ok)
      toast(`${visibleText(hostName)} is asked to list everything again; its log was paired again.`);
    else toast(answer?.message ?? "Curfew does not answer. Nothing is known to be asked.");
    router.refresh();
  };

  return (
    <table className="tbl ghost-tbl" aria-label="Ghosts">
      <colgroup>
        <col className="c-state" />
        <col />
        <col />
        <col className="c-ses" />
        <col className="c-says" />
        <col className="c-says" />
        <col className="c-do" />
      </colgroup>
      <TableHead columns={COLUMNS} />
      <tbody>
        {ghosts.map((ghost) => (
          <tr
            key={`${ghost.kind} ${ghost.hostId} ${ghost.sessionId} ${ghost.startedAt.getTime()} ${ghost.who}`}
          >
            <td>
              <StateLabel state="ghost" />
            </td>
            <td className="strong">
              {ghost.associateId === null ? (
                visibleText(ghost.who)
              ) : (
                <Link className="over" href={`/associates/${ghost.associateId}`}>
                  {visibleText(ghost.who)}
                </Link>
              )}
            </td>
            <td>
              <Link className="mono over" href={`/hosts/${ghost.hostId}`}>
                {visibleText(ghost.hostName)}
              </Link>
            </td>
            <td>
              <span className="mono">{visibleText(ghost.sessionId ?? "?")}</span>{" "}
              <span className="rel">since {time(ghost.startedAt)}</span>
            </td>
            <td>
              {ghost.kind === "listed" ? "still on" : "not listed"}, as of {time(ghost.reportedAt)}
            </td>
            <td title={visibleText(ghost.endBecause)}>
              {ghost.endedAt === null ? "no end" : `ended ${time(ghost.endedAt)}`}
            </td>
            <td>
              <Button
                isSmall
                isPending={busy === ghost.hostId}
                disabledBecause={refusal ?? (ghost.relistAskedAt === null ? null : "The host is being asked")}
                aria-label={visibleText(`Reconcile ${ghost.hostName}`)}
                onClick={() => void reconcile(ghost.hostId, ghost.hostName)}
              >
                Reconcile
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

"use client";

import { Button } from "@/components/ui/button";
import { type Column, TableHead } from "@/components/ui/table-head";
import { useAct } from "@/components/ui/use-act";
import type { ActionResult } from "@/lib/domain/action-result";
import { clockOrDay } from "@/lib/format/clock";
import { visibleText } from "@/lib/format/count";
import { browserWords } from "./browser-words";

export interface SignInRow {
  readonly id: number;
  readonly createdAt: Date;
  readonly seenAt: Date;
  readonly address: string;
  readonly userAgent: string;
}

interface SignInTableProps {
  readonly signIns: readonly SignInRow[];
  /** The sign-in that this very page is shown to. */
  readonly ownId: number | null;
  readonly now: number;
  readonly timeZone: string;
  readonly revoke: (input: { signInId: number }) => Promise<ActionResult<unknown>>;
}

const COLUMNS: readonly Column[] = ["Browser", "From", "Signed in", "Last seen", ["Actions", "vh"]];

export function SignInTable({ signIns, ownId, now, timeZone, revoke }: SignInTableProps) {
  if (signIns.length === 0) return <p className="quiet">Nobody is signed in with it now.</p>;
  return (
    <table className="tbl set-tbl" aria-label="Sign-ins">
      <colgroup>
        <col />
        <col className="c-from" />
        <col className="c-when" />
        <col className="c-when" />
        <col className="c-act" />
      </colgroup>
      <TableHead columns={COLUMNS} />
      <tbody>
        {signIns.map((one) => (
          <tr key={one.id}>
            <td title={visibleText(one.userAgent)}>{browserWords(one.userAgent)}</td>
            <td className="mono">{visibleText(one.address) || "–"}</td>
            <td>
              <When at={one.createdAt} {...{ now, timeZone }} />
            </td>
            <td>
              <When at={one.seenAt} {...{ now, timeZone }} />
            </td>
            <td className="num">
              {one.id === ownId ? (
                <span className="meta">this browser</span>
              ) : (
                <EndSignIn one={one} revoke={revoke} />
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function When({ at, now, timeZone }: { readonly at: Date; readonly now: number; readonly timeZone: string }) {
  return (
    <time className="mono" dateTime={at.toISOString()}>
      {clockOrDay(at.getTime(), now, timeZone)}
    </time>
  );
}

function EndSignIn({
  one,
  revoke,
}: {
  readonly one: SignInRow;
  readonly revoke: SignInTableProps["revoke"];
}) {
  const { isBusy, run, elsewhere } = useAct();
  const which = `${browserWords(one.userAgent)}${one.address === "" ? "" : ` from ${one.address}`}`;
  return (
    <Button
      isSmall
      isPending={isBusy}
      aria-label={`End the sign-in of ${which}`}
      title={elsewhere() ?? undefined}
      onClick={() => void run(() => revoke({ signInId: one.id }), "The sign-in has ended")}
    >
      End
    </Button>
  );
}

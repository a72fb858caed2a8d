import { RevokeToken } from "@/components/ui/revoke-token";
import { type Column, TableHead } from "@/components/ui/table-head";
import type { ActionResult } from "@/lib/domain/action-result";
import { type Actor, actorName } from "@/lib/domain/actor";
import { clockOrDay } from "@/lib/format/clock";
import { count, visibleText } from "@/lib/format/count";

export interface TokenRow {
  readonly id: number;
  readonly label: string;
  readonly group: string;
  readonly usesLeft: number;
  readonly createdAt: Date;
  readonly createdBy: Actor;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
}

interface TokenTableProps {
  readonly tokens: readonly TokenRow[];
  readonly now: number;
  readonly timeZone: string;
  readonly revokeToken: (input: { tokenId: number }) => Promise<ActionResult<unknown>>;
}

const COLUMNS: readonly Column[] = [
  "Label",
  "Group",
  ["Uses left", "num"],
  "Expires",
  "State",
  "Made by",
  ["Actions", "vh"],
];

export function TokenTable({ tokens, now, timeZone, revokeToken }: TokenTableProps) {
  const time = (at: Date) => clockOrDay(at.getTime(), now, timeZone);
  return (
    <table className="tbl enrol-tbl" aria-label="Tokens">
      <colgroup>
        <col />
        <col className="c-by" />
        <col className="c-uses" />
        <col className="c-when" />
        <col className="c-state" />
        <col className="c-by" />
        <col className="c-act" />
      </colgroup>
      <TableHead columns={COLUMNS} />
      <tbody>
        {tokens.map((token) => {
          const state = stateOf(token, now);
          return (
            <tr key={token.id} className={state === "good" ? undefined : "is-spent"}>
              <td>
                <span className="strong">{visibleText(token.label)}</span>
              </td>
              <td>{visibleText(token.group)}</td>
              <td className="num">{count(token.usesLeft)}</td>
              <td>
                <time className="mono" dateTime={token.expiresAt.toISOString()}>
                  {time(token.expiresAt)}
                </time>
              </td>
              <td>{state}</td>
              <td>{visibleText(actorName(token.createdBy))}</td>
              <td className="num">
                {state === "good" && (
                  <RevokeToken
                    tokenId={token.id}
                    label={visibleText(token.label)}
                    revokeToken={revokeToken}
                  />
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function stateOf(
  { revokedAt, expiresAt, usesLeft }: TokenRow,
  now: number,
): "revoked" | "expired" | "used up" | "good" {
  if (revokedAt) return "revoked";
  if (usesLeft === 0) return "used up";
  return expiresAt.getTime() <= now ? "expired" : "good";
}

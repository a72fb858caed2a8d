import { RevokeToken } from "@/components/ui/revoke-token";
import { type Column, TableHead } from "@/components/ui/table-head";
import type { ActionResult } from "@/lib/domain/action-result";
import { type Actor, actorName } from "@/lib/domain/actor";
import { isEverything, scopeWords } from "@/lib/domain/scope";
import { clockOrDay, isoDay } from "@/lib/format/clock";
import { visibleText } from "@/lib/format/count";
import { scopeWord } from "./scope-words";

export interface ApiTokenRow {
  readonly id: number;
  readonly label: string;
  readonly role: string;
  readonly scopes: readonly string[];
  readonly group: string;
  readonly createdBy: Actor;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly lastAddress: string;
  readonly scopeHosts: readonly string[];
  readonly scopeGroups: readonly string[];
}

interface ApiTokenTableProps {
  readonly tokens: readonly ApiTokenRow[];
  readonly now: number;
  readonly timeZone: string;
  readonly revokeToken: (input: { tokenId: number }) => Promise<ActionResult<unknown>>;
}

const COLUMNS: readonly Column[] = [
  "Label",
  "For",
  "Role",
  "Good until",
  "Last used",
  "Made by",
  ["Actions", "vh"],
];

export function ApiTokenTable({ tokens, now, timeZone, revokeToken }: ApiTokenTableProps) {
  return (
    <table className="tbl enrol-tbl" aria-label="API tokens">
      <colgroup>
        <col />
        <col className="c-for" />
        <col className="c-by" />
        <col className="c-when" />
        <col className="c-seen" />
        <col className="c-by" />
        <col className="c-act" />
      </colgroup>
      <TableHead columns={COLUMNS} />
      <tbody>
        {tokens.map((token) => {
          const state = stateOf(token, now);
          return (
            <tr key={token.id} className={state === "good" ? undefined : "is-spent"}>
              <td title={visibleText(token.label)}>
                <span className="strong">{visibleText(token.label)}</span>
                {token.group !== "" && <span className="meta"> · {visibleText(token.group)}</span>}
              </td>
              <td>{token.scopes.map(scopeWord).join(", ")}</td>
              <td title={scopeOf(token) ?? token.role}>
                {token.role}
                {scopeOf(token) && <span className="meta"> · {scopeOf(token)}</span>}
              </td>
              <td>
                {state === "revoked" ? (
                  "revoked"
                ) : (
                  <time className="mono" dateTime={token.expiresAt.toISOString()}>
                    {isoDay(token.expiresAt.getTime(), timeZone)}
                  </time>
                )}
                {state === "expired" && " expired"}
              </td>
              <td title={visibleText(token.lastAddress)}>
                {token.lastUsedAt ? (
                  <>
                    <time className="mono" dateTime={token.lastUsedAt.toISOString()}>
                      {clockOrDay(token.lastUsedAt.getTime(), now, timeZone)}
                    </time>
                    {token.lastAddress !== "" && (
                      <span className="meta"> · {visibleText(token.lastAddress)}</span>
                    )}
                  </>
                ) : (
                  <span className="quiet">never</span>
                )}
              </td>
              <td title={visibleText(actorName(token.createdBy))}>
                {visibleText(actorName(token.createdBy))}
              </td>
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

/** Null where its orders may hit everything. */
function scopeOf({ scopeHosts: hosts, scopeGroups: groups }: ApiTokenRow): string | null {
  return isEverything({ hosts, groups }) ? null : visibleText(scopeWords({ hosts, groups }));
}

function stateOf({ revokedAt, expiresAt }: ApiTokenRow, now: number): "revoked" | "expired" | "good" {
  if (revokedAt) return "revoked";
  return expiresAt.getTime() <= now ? "expired" : "good";
}

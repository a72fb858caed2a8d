import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { type Column, TableHead } from "@/components/ui/table-head";
import type { Role } from "@/lib/domain/actor";
import { type OperatorState, operatorState, ROLE_WORDS } from "@/lib/domain/operator";
import { type Scope, scopeWords } from "@/lib/domain/scope";
import { clockOrDay } from "@/lib/format/clock";
import { visibleText } from "@/lib/format/count";

export interface OperatorRow {
  readonly id: number;
  readonly name: string;
  readonly displayName: string;
  readonly role: Role;
  readonly scope: Scope;
  readonly disabledAt: Date | null;
  readonly hasPassword: boolean;
  readonly linkUntil: Date | null;
  readonly lastSignInAt: Date | null;
}

interface OperatorTableProps {
  readonly operators: readonly OperatorRow[];
  readonly ownId: number | null;
  readonly now: number;
  readonly timeZone: string;
}

const COLUMNS: readonly Column[] = ["Operator", "Role", "Scope", "Last sign-in", "State"];

export function OperatorTable({ operators, ownId, now, timeZone }: OperatorTableProps) {
  return (
    <table className="tbl set-tbl" aria-label="Operators">
      <colgroup>
        <col className="c-who" />
        <col className="c-role" />
        <col />
        <col className="c-when" />
        <col className="c-state" />
      </colgroup>
      <TableHead columns={COLUMNS} />
      <tbody>
        {operators.map((one) => (
          <tr key={one.id} className={one.disabledAt ? "is-off" : undefined}>
            <td title={visibleText(`${one.displayName} (${one.name})`)}>
              <Link className="strong cover" href={`/settings/operators/${one.id}`}>
                {visibleText(one.displayName)}
              </Link>{" "}
              <span className="meta mono">{visibleText(one.name)}</span>
              {one.id === ownId && <span className="meta"> · you</span>}
            </td>
            <td>{ROLE_WORDS[one.role]}</td>
            <td title={visibleText(scopeWords(one.scope))}>
              {one.role === "auditor" ? (
                <span className="quiet">reads only</span>
              ) : (
                visibleText(scopeWords(one.scope))
              )}
            </td>
            <td>
              {one.lastSignInAt ? (
                <time className="mono" dateTime={one.lastSignInAt.toISOString()}>
                  {clockOrDay(one.lastSignInAt.getTime(), now, timeZone)}
                </time>
              ) : (
                <span className="quiet">never</span>
              )}
            </td>
            <td>
              <OperatorStateMark state={operatorState(one, now)} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function OperatorStateMark({ state }: { readonly state: OperatorState }) {
  switch (state) {
    case "active":
      return <span>can sign in</span>;
    case "invited":
      return <Badge look="dashed">link not used yet</Badge>;
    case "expired":
      return <Badge look="danger">link has run out</Badge>;
    case "disabled":
      return <Badge>disabled</Badge>;
  }
}

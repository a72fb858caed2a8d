import { type Column, TableHead } from "@/components/ui/table-head";
import type { UnlinkedReason } from "@/lib/domain/superoffice";
import { count, visibleText } from "@/lib/format/count";

export interface UnlinkedRow {
  readonly superOfficeId: number;
  readonly name: string;
  readonly fullName: string;
  readonly why: UnlinkedReason;
}

interface UnlinkedTableProps {
  readonly users: readonly UnlinkedRow[];
  /** How many there are; not all of them are shown. */
  readonly all: number;
}

const WHY: Record<UnlinkedReason, readonly [string, string]> = {
  no_sid: ["No Active Directory credential", "give the user one there"],
  shared_sid: ["Another user there has the same SID", "take it from one of the two"],
  two_people: ["The SIDs belong to two people here", "leave one SID with the user"],
};

const COLUMNS: readonly Column[] = ["Id there", "User", "Why it is not linked"];

/** Users who are nobody here, each with the reason and what to do about it. */
export function UnlinkedTable({ users, all }: UnlinkedTableProps) {
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className="so-scroll" aria-label="Users that are not linked" tabIndex={0}>
        <table className="tbl so-tbl" aria-label="Not linked">
          <colgroup>
            <col className="c-id" />
            <col className="c-user" />
            <col />
          </colgroup>
          <TableHead columns={COLUMNS} />
          <tbody>
            {users.map(({ superOfficeId, name, fullName, why }) => (
              <tr key={superOfficeId}>
                <td className="mono">{superOfficeId}</td>
                <td className="trunc" title={visibleText(fullName)}>
                  <span className="strong">{visibleText(name)}</span>{" "}
                  {fullName !== name && <span className="meta">{visibleText(fullName)}</span>}
                </td>
                <td className="wrap">
                  {WHY[why][0]} <span className="meta">{WHY[why][1]}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {all > users.length && (
        <p className="meta">
          {count(users.length)} of {count(all)} shown
        </p>
      )}
    </>
  );
}

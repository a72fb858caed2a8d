import { type Column, TableHead } from "@/components/ui/table-head";
import { compareAuditPolicy } from "@/lib/domain/audit-baseline";
import { toReportedPolicy } from "@/lib/domain/reported-policy";
import { visibleText } from "@/lib/format/count";

interface AuditCoverageProps {
  readonly platform: string;
  readonly policy: unknown;
}

const WORDS = { met: "as recommended", partial: "in part", off: "off", unknown: "not read" } as const;

const COLUMNS: readonly Column[] = ["Subcategory", "Set to", "Recommended"];

/** How far this host's history can be trusted: its policy against the recommended baseline. */
export function AuditCoverage({ platform, policy }: AuditCoverageProps) {
  if (platform !== "windows") {
    return (
      <section aria-label="Audit coverage">
        <h3>Audit coverage</h3>
        <div className="covnote">
          <span>
            There is no audit policy to set on Linux: systemd-logind and PAM write each session's start and
            end to the journal, and wtmp keeps a second record of both.
          </span>
          <span>A journal kept in memory alone is lost at a restart; the wtmp records remain.</span>
        </div>
      </section>
    );
  }
  const read = toReportedPolicy(policy);
  const rows = compareAuditPolicy(read);
  const met = rows.filter((row) => row.verdict === "met").length;
  return (
    <section aria-label="Audit coverage">
      <h3>Audit coverage</h3>
      <div className="meta">
        {read === null
          ? "The host has not reported its policy."
          : `${met} of ${rows.length} as recommended${sourceWords(read.source)}`}
      </div>
      <table className="policy">
        <TableHead columns={COLUMNS} />
        <tbody>
          {rows.map((row) => (
            <tr key={row.name} className={`is-${row.verdict}`}>
              <th scope="row">
                <i className="dotmark" aria-hidden="true" />
                {row.name}
              </th>
              <td>
                {row.found} <span className="vh">: {WORDS[row.verdict]}</span>
              </td>
              <td className="quiet">{row.recommended}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.some((row) => row.name === "Logoff" && row.verdict === "off") && (
        <p className="meta">Audit Logoff is off: a logoff by order can be seen gone, and stays unproved.</p>
      )}
    </section>
  );
}

function sourceWords(source: string): string {
  if (source === "simulated") return ", as the demo fleet has it";
  return source === "" ? "" : `, read by ${visibleText(source)}`;
}

import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { Icon } from "@/components/ui/icon";
import { PlatformGlyph } from "@/components/ui/state";
import { type Column, TableHead } from "@/components/ui/table-head";
import { count, visibleText } from "@/lib/format/count";
import { clockSkew } from "@/lib/format/duration";
import { type AgentFacts, agentState, readSpool } from "./agent-words";
import { Coverage } from "./coverage";
import { SpoolCount } from "./spool-count";

export interface HostListRow extends AgentFacts {
  readonly id: number;
  readonly name: string;
  readonly platform: string;
  readonly os: string;
  readonly isSimulated: boolean;
  readonly clockSkewMs: number;
  readonly auditPolicy: unknown;
  readonly health: unknown;
  readonly liveSessions: number;
  readonly boots: number;
}

interface HostListProps {
  readonly rows: readonly HostListRow[];
  readonly now: number;
  readonly timeZone: string;
}

const SKEW_LIMIT_MS = 2_000;

const COLUMNS: readonly Column[] = [
  "Host",
  "System",
  "Agent",
  "Last seen",
  ["Clock skew", "num"],
  ["Spool", "num"],
  "Audit coverage",
  ["Boots", "num"],
  ["Sessions", "num"],
];

export function HostList({ rows, now, timeZone }: HostListProps) {
  return (
    <div className="tbl-wrap">
      <table className="tbl" aria-label="Hosts">
        <colgroup>
          <col style={{ width: 190 }} />
          <col className="c-os" />
          <col style={{ width: 72 }} />
          <col className="c-seen" />
          <col className="c-skew" />
          <col style={{ width: 72 }} />
          <col />
          <col style={{ width: 66 }} />
          <col style={{ width: 90 }} />
        </colgroup>
        <TableHead columns={COLUMNS} />
        <tbody>
          {rows.map((row) => {
            const agent = agentState(row, now, timeZone);
            const spool = readSpool(row.health);
            return (
              <tr key={row.id} className={agent.kind === "silent" ? "is-stale" : undefined}>
                <td>
                  <span className="hn">
                    <PlatformGlyph platform={row.platform} />
                    <Link className="go mono strong" href={`/hosts/${row.id}`}>
                      {visibleText(row.name)}
                    </Link>
                    {row.isSimulated && <Badge title="Exists only in the demo fleet">demo</Badge>}
                  </span>
                </td>
                <td className="quiet" title={visibleText(row.os)}>
                  {visibleText(row.os) || row.platform}
                </td>
                <td className="mono quiet">{row.agentVersion ?? "—"}</td>
                <td>
                  {agent.kind === "reporting" ? (
                    <span className="mono quiet" title={agent.title}>
                      {agent.words}
                    </span>
                  ) : agent.kind === "none" ? (
                    <span className="quiet">{agent.words}</span>
                  ) : (
                    <span className={agent.kind === "revoked" ? "alarm bad" : "alarm asof"}>
                      <Icon name="warn" small />
                      {agent.words}
                    </span>
                  )}
                </td>
                <td className="num">
                  {row.reportedAt ? <Skew ms={row.clockSkewMs} /> : <span className="quiet">no data</span>}
                </td>
                <td className="num">
                  {spool === null ? <span className="quiet">—</span> : <SpoolCount spool={spool} />}
                </td>
                <td>
                  <Coverage platform={row.platform} policy={row.auditPolicy} />
                </td>
                <td className="num quiet">{count(row.boots)}</td>
                <td className="num">
                  {row.liveSessions > 0 ? count(row.liveSessions) : <span className="quiet">0</span>}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** A needle about true time, ±5 s: a wrong clock is seen before it is read. */
function Skew({ ms }: { readonly ms: number }) {
  const isOff = Math.abs(ms) > SKEW_LIMIT_MS;
  return (
    <span className={isOff ? "skew strong" : "skew"}>
      <svg viewBox="0 0 41 12" aria-hidden="true">
        <path d="M.5 9.5h40M20.5 2v7.5" stroke="var(--line-strong)" />
        <circle
          cx={20.5 + Math.max(-18, Math.min(18, (ms / 1000) * 3.6))}
          cy="9.5"
          r="2.5"
          fill={isOff ? "var(--danger)" : "var(--ink-2)"}
        />
      </svg>
      <span className="mono">{clockSkew(ms)}</span>
    </span>
  );
}

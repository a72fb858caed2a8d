import Link from "next/link";
import { readSpool } from "@/components/hosts/agent-words";
import { Coverage } from "@/components/hosts/coverage";
import { SpoolCount } from "@/components/hosts/spool-count";
import { CopyId } from "@/components/ui/copy-id";
import { Icon } from "@/components/ui/icon";
import { PlatformGlyph } from "@/components/ui/state";
import { type Column, TableHead } from "@/components/ui/table-head";
import { isStale } from "@/lib/domain/live-session";
import { clockOrDay } from "@/lib/format/clock";
import { visibleText } from "@/lib/format/count";
import { ago, clockSkew, duration } from "@/lib/format/duration";
import { AgentMenu } from "./agent-menu";
import { type AgentRow, type AgentVerbs, shortKey } from "./agent-row";

interface AgentTableProps {
  readonly agents: readonly AgentRow[];
  readonly now: number;
  readonly timeZone: string;
  readonly serverUrl: string;
  readonly verbs: AgentVerbs;
}

const SKEW_LIMIT_MS = 2_000;

const COLUMNS: readonly Column[] = [
  "Host",
  "Agent",
  "Last seen",
  ["Skew", "num"],
  ["Spool", "num"],
  "Audit coverage",
  "Key",
  "State",
  ["Actions", "vh"],
];

export function AgentTable({ agents, now, timeZone, serverUrl, verbs }: AgentTableProps) {
  return (
    <table className="tbl enrol-tbl fleet" aria-label="Agents">
      <colgroup>
        <col />
        <col className="c-version" />
        <col className="c-seen" />
        <col className="c-skew" />
        <col className="c-spool" />
        <col className="c-cov" />
        <col className="c-key" />
        <col className="c-why" />
        <col className="c-menu" />
      </colgroup>
      <TableHead columns={COLUMNS} />
      <tbody>
        {agents.map((agent) => (
          <tr key={agent.id} className={agent.revokedAt ? "is-spent" : undefined}>
            <td>
              <span className="hn">
                <PlatformGlyph platform={agent.platform} />
                <Link className="mono strong" href={`/hosts/${agent.hostId}`}>
                  {visibleText(agent.hostName)}
                </Link>
              </span>
            </td>
            <td>
              <span className="mono quiet">{visibleText(agent.version)}</span>
            </td>
            <td>
              <LastSeen agent={agent} now={now} timeZone={timeZone} />
            </td>
            {agent.revokedAt ? <td colSpan={3} /> : <Measures agent={agent} />}
            <td>
              <KeyCell agent={agent} now={now} timeZone={timeZone} />
            </td>
            <td>
              <State agent={agent} now={now} timeZone={timeZone} />
            </td>
            <td className="num">
              <AgentMenu
                agentId={agent.id}
                hostName={visibleText(agent.hostName)}
                isRotating={agent.rotateAskedAt !== null}
                isRevoked={agent.revokedAt !== null}
                serverUrl={serverUrl}
                timeZone={timeZone}
                verbs={verbs}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface CellProps {
  readonly agent: AgentRow;
  readonly now: number;
  readonly timeZone: string;
}

function LastSeen({ agent, now, timeZone }: CellProps) {
  if (!agent.lastSeenAt) return <span className="quiet">never</span>;
  const seenAt = agent.lastSeenAt.getTime();
  const isSilent = !agent.revokedAt && isStale(seenAt, now);
  return (
    <span className={isSilent ? "strong" : "quiet"} title={clockOrDay(seenAt, now, timeZone)}>
      <time className="mono" dateTime={agent.lastSeenAt.toISOString()}>
        {ago(seenAt, now)}
      </time>
    </span>
  );
}

/** What the agent in force says of its host. */
function Measures({ agent }: { readonly agent: AgentRow }) {
  const spool = readSpool(agent.health);
  const isOff = Math.abs(agent.clockSkewMs) > SKEW_LIMIT_MS;
  return (
    <>
      <td className="num">
        {agent.lastSeenAt ? (
          <span className={isOff ? "mono strong" : "mono quiet"}>{clockSkew(agent.clockSkewMs)}</span>
        ) : (
          <span className="quiet">no data</span>
        )}
      </td>
      <td className="num">
        {spool === null ? <span className="quiet">no data</span> : <SpoolCount spool={spool} />}
      </td>
      <td>
        <Coverage platform={agent.platform} policy={agent.auditPolicy} />
      </td>
    </>
  );
}

/** Its fingerprint, and how old it is. */
function KeyCell({ agent, now, timeZone }: CellProps) {
  const since = (agent.keyChangedAt ?? agent.enrolledAt).getTime();
  const how = agent.keyChangedAt ? "Rotated" : "Made at enrolment";
  return (
    <span className="key-cell">
      <CopyId
        value={agent.fingerprint}
        shown={shortKey(agent.fingerprint)}
        what={`key ${shortKey(agent.fingerprint)}`}
      />
      <span className="quiet" title={`${how}, ${clockOrDay(since, now, timeZone)}`}>
        {duration(Math.max(0, now - since))}
      </span>
    </span>
  );
}

function State({ agent, now, timeZone }: CellProps) {
  if (agent.revokedAt) {
    const at = clockOrDay(agent.revokedAt.getTime(), now, timeZone);
    return (
      <span className="cut" title={visibleText(agent.revokedWhy)}>
        revoked {at}: {visibleText(agent.revokedWhy)}
      </span>
    );
  }
  if (agent.alarm) {
    return (
      <span className="alarm-mark">
        <Icon name="warn" small />
        alarm
      </span>
    );
  }
  if (agent.rotateAskedAt) {
    const asked = clockOrDay(agent.rotateAskedAt.getTime(), now, timeZone);
    return <span title={`Asked ${asked}; the host answers with its next report`}>new key asked for</span>;
  }
  return <span className="quiet">in force</span>;
}

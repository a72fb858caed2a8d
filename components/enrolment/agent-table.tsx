import Link from "next/link";
import { CopyId } from "@/components/ui/copy-id";
import { PlatformGlyph } from "@/components/ui/state";
import type { ActionResult } from "@/lib/domain/action-result";
import { isStale } from "@/lib/domain/live-session";
import { clockOrDay } from "@/lib/format/clock";
import { visibleText } from "@/lib/format/count";
import { ago } from "@/lib/format/duration";
import { RevokeAgent } from "./revoke-agent";

export interface AgentRow {
  readonly id: number;
  readonly hostId: number;
  readonly hostName: string;
  readonly platform: string;
  readonly version: string;
  readonly fingerprint: string;
  readonly enrolledAt: Date;
  readonly lastSeenAt: Date | null;
  readonly revokedAt: Date | null;
  readonly revokedWhy: string;
}

interface AgentTableProps {
  readonly agents: readonly AgentRow[];
  readonly now: number;
  readonly timeZone: string;
  readonly revokeAgent: (input: { agentId: number; reason: string }) => Promise<ActionResult<unknown>>;
}

export function AgentTable({ agents, now, timeZone, revokeAgent }: AgentTableProps) {
  return (
    <table className="tbl enrol-tbl" aria-label="Agents">
      <colgroup>
        <col />
        <col className="c-version" />
        <col className="c-seen" />
        <col className="c-key" />
        <col className="c-enrolled" />
        <col className="c-why" />
        <col className="c-act" />
      </colgroup>
      <thead>
        <tr>
          <th scope="col">Host</th>
          <th scope="col">Agent</th>
          <th scope="col">Last seen</th>
          <th scope="col">Key</th>
          <th scope="col">Enrolled</th>
          <th scope="col">Revoked</th>
          <th scope="col">
            <span className="vh">Actions</span>
          </th>
        </tr>
      </thead>
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
              <LastSeen at={agent.lastSeenAt} now={now} timeZone={timeZone} />
            </td>
            <td>
              <CopyId
                value={agent.fingerprint}
                shown={shortKey(agent.fingerprint)}
                what={`key ${shortKey(agent.fingerprint)}`}
              />
            </td>
            <td>
              <time className="mono quiet" dateTime={agent.enrolledAt.toISOString()}>
                {clockOrDay(agent.enrolledAt.getTime(), now, timeZone)}
              </time>
            </td>
            <td title={visibleText(agent.revokedWhy)}>
              {agent.revokedAt &&
                `${clockOrDay(agent.revokedAt.getTime(), now, timeZone)}: ${visibleText(agent.revokedWhy)}`}
            </td>
            <td className="num">
              {!agent.revokedAt && (
                <RevokeAgent
                  agentId={agent.id}
                  hostName={visibleText(agent.hostName)}
                  revokeAgent={revokeAgent}
                />
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** `q7Bd 91xA…`: as much as is compared by eye. */
function shortKey(fingerprint: string): string {
  return `${fingerprint.slice(0, 4)} ${fingerprint.slice(4, 8)}…`;
}

function LastSeen({
  at,
  now,
  timeZone,
}: {
  readonly at: Date | null;
  readonly now: number;
  readonly timeZone: string;
}) {
  if (!at) return <span className="quiet">never</span>;
  const seenAt = at.getTime();
  return (
    <span className={isStale(seenAt, now) ? "strong" : "quiet"}>
      <time className="mono" dateTime={at.toISOString()}>
        {clockOrDay(seenAt, now, timeZone)}
      </time>{" "}
      <span className="rel">· {ago(seenAt, now)}</span>
    </span>
  );
}

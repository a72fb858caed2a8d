import type { ReactNode } from "react";
import { CopyId } from "@/components/ui/copy-id";
import { clockOrDay } from "@/lib/format/clock";
import { count, counted, visibleText } from "@/lib/format/count";
import { clockSkew, duration } from "@/lib/format/duration";
import { type AgentFacts, agentState, HELD_BACK_WORDS, readSpool } from "./agent-words";

export interface HostHealthFacts extends AgentFacts {
  readonly publicKey: string | null;
  readonly revokedWhy: string | null;
  readonly clockSkewMs: number;
  readonly health: unknown;
  readonly boots: number;
  readonly bootStartedAt: Date | null;
  readonly recordedSince: Date | null;
}

interface HostHealthProps {
  readonly host: HostHealthFacts;
  /** SHA-256 of the agent's key, as it is compared by voice. */
  readonly fingerprint: string | null;
  readonly now: number;
  readonly timeZone: string;
}

export function HostHealth({ host, fingerprint, now, timeZone }: HostHealthProps) {
  const agent = agentState(host, now, timeZone);
  const spool = readSpool(host.health);
  const bootAt = host.bootStartedAt?.getTime() ?? null;
  return (
    <section className="health" aria-label="Health">
      <Figure name="Agent" note={agentNote(host, agent.kind, timeZone)}>
        {host.agentVersion === null ? "none" : <span className="mono">{host.agentVersion}</span>}{" "}
        {agent.kind === "reporting" && "reporting"}
        {agent.kind === "silent" && "silent"}
        {agent.kind === "revoked" && <span className="text-danger">revoked</span>}
      </Figure>
      <Figure name="Key" note="SHA-256 of its Ed25519 key">
        {host.publicKey && fingerprint ? (
          <CopyId value={fingerprint} shown={fingerprint.slice(0, 14)} what="key fingerprint" />
        ) : (
          "none"
        )}
      </Figure>
      <Figure
        name="Last report"
        note={
          agent.kind === "reporting" ? "its sessions are as fresh as this" : "what is on it is as old as this"
        }
      >
        {host.reportedAt === null ? "never" : agent.words}
      </Figure>
      <Figure
        name="Clock skew"
        note={Math.abs(host.clockSkewMs) > 2_000 ? "endings widen by it" : "against the gateway's clock"}
      >
        {host.reportedAt === null ? "no data" : <span className="mono">{clockSkew(host.clockSkewMs)}</span>}
      </Figure>
      <Figure
        name="Spool"
        note={
          spool?.heldBack
            ? `since ${clockOrDay(spool.heldBack.since, now, timeZone)}: its own log keeps what happens`
            : spool && spool.events > 0
              ? `${count(spool.bytes)} bytes wait on the host`
              : "nothing waits on the host"
        }
      >
        {spool === null ? "no data" : counted(spool.events, "event")}
        {spool?.heldBack && (
          <span className="text-danger" title={HELD_BACK_WORDS[spool.heldBack.why][1]}>
            {" "}
            {HELD_BACK_WORDS[spool.heldBack.why][0]}
          </span>
        )}
      </Figure>
      <Figure
        name={host.boots > 0 ? `Boot ${count(host.boots)}` : "Boots"}
        note={bootAt === null ? "" : `since ${clockOrDay(bootAt, now, timeZone)}`}
      >
        {bootAt === null
          ? "no data"
          : `up ${agent.kind === "reporting" ? duration(now - bootAt) : "when last seen"}`}
      </Figure>
    </section>
  );
}

function agentNote(host: HostHealthFacts, kind: string, timeZone: string): string {
  if (host.enrolledAt === null) return "known from imported logs";
  if (kind === "revoked") return visibleText(host.revokedWhy ?? "") || "no reason was given";
  return `enrolled ${clockOrDay(host.enrolledAt.getTime(), 0, timeZone)}`;
}

function Figure({
  name,
  note,
  children,
}: {
  readonly name: string;
  readonly note: string;
  readonly children: ReactNode;
}) {
  return (
    <div>
      <span className="lab">{name}</span>
      <b>{children}</b>
      <span className="meta">{note}</span>
    </div>
  );
}

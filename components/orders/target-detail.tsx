import type { RecordRef } from "@/lib/domain/ending";
import type { TargetState } from "@/lib/domain/target-state";
import { visibleText } from "@/lib/format/count";
import { clockMilliseconds } from "./clock-milliseconds";
import { RawBlock } from "./raw-block";
import { Ring } from "./ring";
import { STATE_WORD } from "./target-words";

interface TargetDetailProps {
  readonly commandId: string;
  readonly fence: {
    readonly machineId: string;
    readonly bootId: string;
    readonly sessionId: string;
    readonly logonId: string | null;
    readonly loggedOnAt: Date;
    readonly accountKey: string;
  };
  readonly steps: readonly {
    readonly state: TargetState;
    readonly at: Date;
    readonly source: string;
    readonly detail: string;
  }[];
  readonly record: { readonly ref: RecordRef; readonly fields: unknown; readonly raw: unknown } | null;
  /** The target names a record. */
  readonly isProved: boolean;
  readonly now: number;
  readonly timeZone: string;
}

/** Every step with its time and who saw it, what exactly was meant, and the record as it came. */
export function TargetDetail(props: TargetDetailProps) {
  const { commandId, fence, steps, record, isProved, now, timeZone } = props;
  return (
    <div className="det-grid">
      <ol className="steps" aria-label="Steps">
        {steps.map((step) => (
          <li key={`${step.state} ${step.at.getTime()}`} title={visibleText(step.detail)}>
            <Ring state={step.state} />
            <span className="trunc">
              {STATE_WORD[step.state]} <span className="quiet">{step.source}</span>
            </span>
            <time className="mono" dateTime={step.at.toISOString()}>
              {clockMilliseconds(step.at.getTime(), now, timeZone)}
            </time>
            {step.detail !== "" && <span className="said">{visibleText(step.detail)}</span>}
          </li>
        ))}
      </ol>
      <div className="stack">
        <div>
          <h4>Meant exactly this session</h4>
          <RawBlock
            label="Fence"
            text={lines({
              machine: fence.machineId,
              boot: fence.bootId,
              session: fence.sessionId,
              logon: fence.logonId ?? "not told",
              since: fence.loggedOnAt.toISOString(),
              account: fence.accountKey,
              command: commandId,
            })}
          />
        </div>
        <div>
          <h4>Audited record</h4>
          {record ? (
            <RawBlock label="Audited record" text={recordText(record)} />
          ) : (
            <p className="meta">{noRecord(isProved)}</p>
          )}
        </div>
      </div>
    </div>
  );
}

function lines(facts: Readonly<Record<string, string>>): string {
  return Object.entries(facts)
    .map(([name, value]) => `${name.padEnd(9)}${visibleText(value)}`)
    .join("\n");
}

function recordText({ ref, fields, raw }: { ref: RecordRef; fields: unknown; raw: unknown }): string {
  const head = {
    log: ref.log,
    record: String(ref.recordId),
    event: String(ref.eventId),
    at: new Date(ref.at).toISOString(),
  };
  return `${lines(head)}\n\n${JSON.stringify(raw ?? fields, null, 2)}`;
}

function noRecord(isProved: boolean): string {
  return isProved ? "The record is named, but the log that held it is not kept any more." : "None has come.";
}

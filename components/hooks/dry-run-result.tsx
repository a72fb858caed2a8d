import { RawBlock } from "@/components/orders/raw-block";
import type { HookEvent, HookRunState } from "@/lib/domain/hook-event";
import { took } from "@/lib/format/duration";
import { END_WORDS } from "./hook-words";

export interface DryRunFacts {
  readonly event: HookEvent;
  readonly state: HookRunState;
  readonly durationMs: number | null;
  readonly orderId: number | null;
  readonly output: string;
  readonly error: string;
  readonly detail: unknown;
}

/** As the gateway wrote it down. */
interface DryRunDetail {
  readonly associateIds: readonly number[];
  readonly wouldSend: readonly { readonly to: string; readonly body: string }[];
  readonly files: readonly { readonly name: string; readonly text: string }[];
  readonly returnValue: string;
  readonly hasFaulted: boolean;
  readonly isOutcomeChanged: boolean;
  readonly eventState: string;
}

export function DryRunResult({ run }: { readonly run: DryRunFacts }) {
  const detail = run.detail as DryRunDetail | null;
  const isUnderWay = run.state === "asked" || run.state === "running";
  return (
    <dl className="res" aria-live="polite">
      <div>
        <dt>Result</dt>
        <dd className="strong">
          {END_WORDS[run.state]}
          {run.durationMs !== null && !isUnderWay && ` in ${took(run.durationMs)}`}
          <span className="quiet"> against order {run.orderId}</span>
        </dd>
      </div>
      {run.error !== "" && <Row name="Error" text={run.error} />}
      {detail && <Row name="associateIds" text={idsText(detail.associateIds)} />}
      {detail && detail.wouldSend.length > 0 && (
        <Row
          name="Would send"
          text={detail.wouldSend.map((one) => `${one.to}\n${one.body}`.trim()).join("\n\n")}
        />
      )}
      {detail && detail.files.length > 0 && (
        <Row
          name="Would write"
          text={detail.files.map((file) => `${file.name}\n${file.text}`.trim()).join("\n\n")}
        />
      )}
      {detail && run.event !== "before" && <Row name="returnValue" text={returnText(detail)} />}
      {detail && <Row name="eventState" text={detail.eventState} />}
      {run.output !== "" && <Row name="Printed" text={run.output} />}
    </dl>
  );
}

function Row({ name, text }: { readonly name: string; readonly text: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <RawBlock label={name} text={text} />
      </dd>
    </div>
  );
}

function idsText(ids: readonly number[]): string {
  const shown = ids.slice(0, 5).join(", ");
  return ids.length > 5 ? `${shown}, … ${ids.length - 5} more` : shown;
}

function returnText({ hasFaulted, isOutcomeChanged, returnValue }: DryRunDetail): string {
  if (hasFaulted) return `faulted: ${returnValue}`;
  return isOutcomeChanged ? returnValue : "left as it was";
}

import { END_WORDS, EVENT_WORDS } from "@/components/hooks/hook-words";
import { VERB_WORD } from "@/components/sessions/order-asking";
import { type Column, TableHead } from "@/components/ui/table-head";
import { type Actor, actorName } from "@/lib/domain/actor";
import type { RecordRef } from "@/lib/domain/ending";
import type { HookEvent, HookRunState } from "@/lib/domain/hook-event";
import { messageText } from "@/lib/domain/order-message";
import type { OrderVerb } from "@/lib/domain/order-verb";
import type { TargetState } from "@/lib/domain/target-state";
import { count, counted, visibleLines, visibleText } from "@/lib/format/count";
import { took } from "@/lib/format/duration";
import { recordName } from "./evidence-words";
import { STATE_WORD } from "./target-words";

interface PrintedTarget {
  readonly id: number;
  readonly state: TargetState;
  readonly detail: string;
  readonly host: string;
  readonly associate: string | null;
  readonly account: string;
  readonly fence: Readonly<Record<string, string | null>>;
  readonly warning: "shown" | "not_shown" | null;
  readonly evidence: RecordRef | null;
  readonly steps: readonly {
    readonly state: TargetState;
    readonly at: string;
    readonly source: string;
    readonly detail: string;
  }[];
}

interface PrintedHookRun {
  readonly id: string;
  readonly askedAt: Date;
  readonly event: HookEvent;
  readonly script: string;
  readonly state: HookRunState;
  readonly durationMs: number | null;
  readonly did: string;
  readonly output: string;
  readonly error: string;
}

interface PrintedOrderProps {
  readonly pack: {
    readonly madeAt: string;
    readonly order: {
      readonly id: number;
      readonly verb: string;
      readonly requestedBy: unknown;
      readonly requestedThrough: string;
      readonly reason: string;
      readonly ticket: string;
      readonly createdAt: Date;
      readonly startAt: Date;
      readonly releaseAt: Date;
      readonly expiresAt: Date;
      readonly graceSeconds: number;
      readonly message: string;
      readonly approval: string;
      readonly approvalWhy: string;
      readonly approvedBy: unknown;
      readonly approvedAt: Date | null;
      readonly retryOfId: number | null;
    };
    readonly targets: readonly PrintedTarget[];
    readonly hookRuns: readonly PrintedHookRun[];
    readonly trail: readonly {
      readonly seq: string;
      readonly at: Date;
      readonly name: string;
      readonly actor: Actor;
      readonly hash: string;
    }[];
    readonly checkpoint: {
      readonly seq: string;
      readonly at: Date;
      readonly hash: string;
      readonly publicKey: string;
      readonly signature: string;
    } | null;
    readonly howToVerify: string;
  };
}

const COLUMNS: readonly Column[] = ["Entry", "At", "What", "By", "Hash"];

/** Who, why, approval, message, receipts, records and chain, on paper. */
export function PrintedOrder({ pack }: PrintedOrderProps) {
  const { order, targets, hookRuns, trail } = pack;
  const states = new Map<TargetState, number>();
  for (const { state } of targets) states.set(state, (states.get(state) ?? 0) + 1);
  return (
    <>
      <header>
        <h1>
          Order {order.id}: {VERB_WORD[order.verb as OrderVerb]} {counted(targets.length, "session")}
        </h1>
        <p>
          {[...states].map(([state, n]) => `${count(n)} ${STATE_WORD[state].toLowerCase()}`).join(", ")}.
          Printed {pack.madeAt}; every time is UTC.
        </p>
      </header>
      <dl>
        <Fact name="Asked by">
          {visibleText(actorName(order.requestedBy as Actor))}, {iso(order.createdAt)}, through{" "}
          {order.requestedThrough}
        </Fact>
        <Fact name="Reason">{visibleText(order.reason)}</Fact>
        <Fact name="Ticket">{order.ticket === "" ? "none" : visibleText(order.ticket)}</Fact>
        {order.approval !== "none" && (
          <Fact name="Approval">
            {order.approval}
            {order.approvedBy && order.approvedAt
              ? ` by ${visibleText(actorName(order.approvedBy as Actor))}, ${iso(order.approvedAt)}`
              : ""}
            , needed because {order.approvalWhy}
          </Fact>
        )}
        {(order.graceSeconds > 0 || order.verb === "message") && (
          <Fact name="Message">{visibleText(messageText(order.message, order.graceSeconds * 1000))}</Fact>
        )}
        <Fact name="Begin, release, expiry">
          {iso(order.startAt)}, {iso(order.releaseAt)}, {iso(order.expiresAt)}
        </Fact>
        {order.retryOfId !== null && <Fact name="Retry of">order {order.retryOfId}</Fact>}
      </dl>
      <h2>Targets</h2>
      {targets.map((target) => (
        <Target key={target.id} target={target} />
      ))}
      {hookRuns.length > 0 && (
        <>
          <h2>Hooks</h2>
          {hookRuns.map((run) => (
            <HookRun key={run.id} run={run} />
          ))}
        </>
      )}
      <h2>Trail</h2>
      <table>
        <TableHead columns={COLUMNS} />
        <tbody>
          {trail.map((entry) => (
            <tr key={entry.seq}>
              <td>{entry.seq}</td>
              <td className="at">{iso(entry.at)}</td>
              <td>{entry.name}</td>
              <td>{visibleText(actorName(entry.actor))}</td>
              <td className="hash">{entry.hash}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {pack.checkpoint ? (
        <p>
          Signed by the gateway at {iso(pack.checkpoint.at)}, up to entry {pack.checkpoint.seq} (
          <span className="hash">{pack.checkpoint.hash}</span>): key{" "}
          <span className="hash">{pack.checkpoint.publicKey}</span>, signature{" "}
          <span className="hash">{pack.checkpoint.signature}</span>
        </p>
      ) : (
        <p>The gateway has not signed the trail since.</p>
      )}
      <p>{pack.howToVerify}</p>
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Target({ target }: { readonly target: PrintedTarget }) {
  const { fence, evidence } = target;
  return (
    <section className="printed-target">
      <h3>
        {visibleText(target.associate ?? target.account)} on {visibleText(target.host)}:{" "}
        {STATE_WORD[target.state].toLowerCase()}
        {evidence ? ` by ${recordName(evidence)}, record ${evidence.recordId}` : ""}
      </h3>
      <p className="mono">
        session {fence.sessionId} · logon {fence.logonId ?? "not told"} · since {isoOf(fence.loggedOnAt)} ·
        boot {fence.bootId} · machine {fence.machineId}
      </p>
      <ol>
        {target.steps.map((step) => (
          <li key={`${step.state} ${step.at} ${step.detail}`}>
            <span className="mono">{isoOf(step.at)}</span> {STATE_WORD[step.state].toLowerCase()},{" "}
            {SOURCE_WORD[step.source] ?? step.source}
            {step.detail === "" ? "" : `: ${visibleText(step.detail)}`}
          </li>
        ))}
      </ol>
    </section>
  );
}

function HookRun({ run }: { readonly run: PrintedHookRun }) {
  const said = [
    ["Error", run.error.trim()],
    ["Printed", run.output.trim()],
  ] as const;
  return (
    <section className="printed-target">
      <h3>
        {EVENT_WORDS[run.event]}, {visibleText(run.script)}: {visibleText(run.did || END_WORDS[run.state])}
      </h3>
      <p className="mono">
        {iso(run.askedAt)} · {run.durationMs === null ? "not ended" : took(run.durationMs)} ·{" "}
        {END_WORDS[run.state].toLowerCase()}
      </p>
      {said.map(([name, text]) =>
        text === "" ? null : (
          <p key={name} className="mono lines">
            {name}: {visibleLines(text)}
          </p>
        ),
      )}
    </section>
  );
}

const SOURCE_WORD: Readonly<Record<string, string>> = {
  web: "as it was asked for",
  gateway: "says the gateway",
  agent: "says the host",
  audit: "found in the log",
  clock: "because the time was up",
};

/** The database writes instants its own way. */
function isoOf(at: string | null | undefined): string {
  return at ? new Date(at).toISOString() : "not told";
}

function iso(at: Date): string {
  return at.toISOString();
}

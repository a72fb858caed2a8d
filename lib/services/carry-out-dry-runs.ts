import "server-only";
import type { LogOffOutcome } from "@/lib/domain/hook-event";
import { countAssociateTargets, listOrderAssociates } from "@/lib/storage/associate-outcomes";
import type { Database } from "@/lib/storage/database";
import { type AskedDryRun, endHookRun, takeDryRun } from "@/lib/storage/hook-runs";
import { notify } from "@/lib/storage/notifications";
import type { Scripting } from "./hook-call";
import { jsonBytes } from "./run-script";

const MOST_TOLD = 20_000;

/** Carries out every dry run that somebody asked for on a page, one after another; answers how many. */
export async function carryOutDryRuns(db: Database, scripting: Scripting): Promise<number> {
  for (let done = 0; ; done++) {
    const asked = await takeDryRun(db, new Date());
    if (!asked) return done;
    await carryOut(db, scripting, asked);
  }
}

async function carryOut(db: Database, scripting: Scripting, asked: AskedDryRun): Promise<void> {
  await scripting.scripts.refresh(new Date());
  const script = scripting.scripts.find(asked.script);
  if (!script) return end(db, asked, notLoaded);
  const associateIds = await listOrderAssociates(db, asked.orderId);
  const outcomes = asked.event === "before" ? null : await pastOutcomes(db, asked.orderId, associateIds);
  const { result, files } = await scripting.host.dryRun({
    file: `hooks/${script.name}`,
    code: script.code,
    event: asked.event,
    associateIds,
    eventState: null,
    returnValue: outcomes,
    isDry: true,
  });
  const { report } = result;
  await end(db, asked, {
    state: result.end,
    durationMs: result.durationMs,
    did: "",
    output: result.output,
    outputBytes: result.outputBytes,
    error: result.error.replaceAll("\0", "\u2400"),
    stateAfter: report ? jsonBytes(report.eventState) : 0,
    detail: {
      associateIds,
      wouldSend: (report?.wouldSend ?? []).map((one) => ({ ...one })),
      files: files.map((file) => ({ ...file })),
      returnValue: textOf(
        report?.returnValue.kind === "fault" ? report.returnValue.message : report?.returnValue.value,
      ),
      hasFaulted: report?.returnValue.kind === "fault",
      isOutcomeChanged:
        textOf(report?.returnValue.kind === "value" ? report.returnValue.value : null) !== textOf(outcomes),
      eventState: textOf(report?.eventState),
    },
  });
}

const notLoaded = {
  state: "not_loaded",
  durationMs: 0,
  did: "",
  output: "",
  outputBytes: 0,
  error: "This script is not there any more, or cannot be loaded.",
  stateAfter: 0,
} as const;

async function end(
  db: Database,
  { id }: AskedDryRun,
  ended: Parameters<typeof endHookRun>[2],
): Promise<void> {
  await db.prisma.$transaction(async (tx) => {
    await endHookRun(tx, id, ended);
    await notify(tx, { kind: "hooks" });
  });
}

async function pastOutcomes(db: Database, orderId: number, ids: readonly number[]): Promise<LogOffOutcome[]> {
  const counted = await countAssociateTargets(db, orderId, ids);
  return counted.map(({ associateId, targets }) => ({
    associateId,
    outcome: "ordered",
    orderId,
    targets,
    detail: "",
  }));
}

/** As text, so that whatever a script leaves fits into a column and onto a page. */
function textOf(value: unknown): string {
  return JSON.stringify(value ?? null, null, 1)
    .slice(0, MOST_TOLD)
    .replaceAll("\0", "\u2400")
    .replaceAll("\\u0000", "\u2400");
}

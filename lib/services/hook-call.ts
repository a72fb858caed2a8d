import "server-only";
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import { ASSOCIATE_OUTCOMES, type LogOffOutcome } from "@/lib/domain/hook-event";
import type { HookHost } from "@/lib/hooks/hook-host";
import type { Database } from "@/lib/storage/database";
import { nameOrderOfCall } from "@/lib/storage/hook-runs";
import { HookScripts } from "./hook-scripts";
import { readHookSettings } from "./hook-settings";
import { jsonBytes, runScript } from "./run-script";

/** Larger than this, a state is dropped: it travels into every process of the call. */
const MOST_STATE_BYTES = 256 * 1024;

const outcomesInput = z
  .array(
    z.object({
      associateId: z.number().int().min(1).max(2_147_483_647),
      outcome: z.enum(ASSOCIATE_OUTCOMES),
      orderId: z.number().int().nullable(),
      targets: z.number().int().min(0),
      detail: z.string().max(1_000),
    }),
  )
  .max(10_000);

/** The scripting around the calls of one gateway. */
export class Scripting {
  readonly scripts: HookScripts;
  readonly #running = new Set<Promise<void>>();

  constructor(
    readonly db: Database,
    readonly host: HookHost,
  ) {
    this.scripts = new HookScripts(db, host);
  }

  begin(associateIds: readonly number[]): HookCall {
    return new HookCall(this, associateIds);
  }

  /** Nobody waits for it, but the gateway knows of it until it ends. */
  letRun(work: Promise<void>): void {
    // Why a script failed is in the run log; that the log could not be written must not end the gateway.
    const quiet = work.catch(() => {});
    this.#running.add(quiet);
    void quiet.finally(() => this.#running.delete(quiet));
  }

  async close(): Promise<void> {
    await this.host.close();
    await Promise.all([...this.#running]);
  }
}

/** One call of the service method: its ids, and the state that its scripts share. */
export class HookCall {
  readonly callId = randomUUID();
  readonly #scripting: Scripting;
  readonly #associateIds: readonly number[];
  #eventState: unknown = null;
  #hasRun = false;

  constructor(scripting: Scripting, associateIds: readonly number[]) {
    this.#scripting = scripting;
    this.#associateIds = associateIds;
  }

  /** Cannot change what the method does; a veto refuses the call, where the administrator has allowed that. */
  async before(cancellation: AbortSignal): Promise<void> {
    for (const script of await this.#scripting.scripts.runnable("before", new Date())) {
      if (cancellation.aborted) return;
      this.#hasRun = true;
      const result = await runScript(
        this.#scripting,
        script,
        "before",
        this.#input(null, null),
        cancellation,
      );
      this.#keepState(result.report?.eventState);
      if (result.end !== "vetoed") continue;
      const { allowsVeto } = await readHookSettings(this.#scripting.db);
      if (allowsVeto) throw new DomainError("forbidden", `${script.name} refused the call: ${result.error}`);
    }
  }

  /** The order is made: the runs before it belong to it. */
  async ordered(orderId: number): Promise<void> {
    if (this.#hasRun) await nameOrderOfCall(this.#scripting.db, this.callId, orderId);
  }

  /** The caller waits. Answers the outcome as the scripts leave it. */
  async after(
    orderId: number | null,
    outcomes: readonly LogOffOutcome[],
    cancellation: AbortSignal,
  ): Promise<readonly LogOffOutcome[]> {
    let current = outcomes;
    for (const script of await this.#scripting.scripts.runnable("after", new Date())) {
      if (cancellation.aborted) return current;
      const input = this.#input(orderId, current);
      const { end, report } = await runScript(this.#scripting, script, "after", input, cancellation);
      this.#keepState(report?.eventState);
      if (end !== "ok" || !report) continue;
      if (report.returnValue.kind === "fault") {
        const order = orderId === null ? "" : ` Order ${orderId} was made and goes on.`;
        throw new DomainError(
          "conflict",
          `${script.name} faulted the call: ${report.returnValue.message}.${order}`,
        );
      }
      // What is no outcome changes nothing.
      current = outcomesInput.safeParse(report.returnValue.value).data ?? current;
    }
    return current;
  }

  /** Fire and forget: each with a copy of its own, so that one that never ends holds no other up. */
  afterAsync(orderId: number | null, outcomes: readonly LogOffOutcome[]): void {
    const input = this.#input(orderId, outcomes);
    const work = async () => {
      const scripts = await this.#scripting.scripts.runnable("after_async", new Date());
      await Promise.all(scripts.map((script) => runScript(this.#scripting, script, "after_async", input)));
    };
    this.#scripting.letRun(work());
  }

  #input(orderId: number | null, outcomes: readonly LogOffOutcome[] | null) {
    const { callId } = this;
    return { callId, orderId, associateIds: this.#associateIds, eventState: this.#eventState, outcomes };
  }

  /** A script that was ended leaves the state as it found it. */
  #keepState(eventState: unknown): void {
    if (eventState === undefined || jsonBytes(eventState) > MOST_STATE_BYTES) return;
    this.#eventState = eventState;
  }
}

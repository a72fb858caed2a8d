import { randomUUID } from "node:crypto";
import { LOGIND } from "@/lib/domain/audit-event";
import type { Fence } from "@/lib/domain/fence";
import {
  auditPolicySchema,
  type Command,
  hostFactsSchema,
  liveSessionSchema,
  type Receipt,
  type ReportedEvent,
  type ReportedSession,
  type SignedCommand,
} from "./messages";
import { commandText, makeKeyPair, signText } from "./signature";

/** The part of a platform that the contract is about. */
export interface ContractPlatform {
  facts(): Promise<unknown>;
  boot(): Promise<{ readonly id: string; readonly startedAt: number }>;
  listSessions(): Promise<ReportedSession[]>;
  watch(onChange: (change: "sessions" | "events" | "boot") => void): () => void;
  readEvents(
    cursor: string | null,
    limit: number,
  ): Promise<{ readonly events: ReportedEvent[]; readonly cursor: string | null }>;
  auditPolicy(): Promise<unknown>;
}

export interface AgentContractHarness {
  readonly platform: ContractPlatform;
  readonly machineId: string;
  /** Signs what the agent under test obeys. */
  readonly commandPrivateKey: string;
  /** The name of an account that may log on; the promise resolves when the logon was begun. */
  logOn(): Promise<{ readonly accountName: string }>;
  /** Hands a delivery to the agent and answers with every receipt it has for that command once it is done. */
  deliver(signed: SignedCommand, commandId: string): Promise<readonly Receipt[]>;
  /** How often the operating system was asked to log somebody off. */
  executions(): number;
  /** How often it was asked to show a message, or to disconnect a session. */
  otherActs(): number;
  /** Stops the agent without ceremony and starts it again on the same state. */
  restart(): Promise<void>;
  now(): number;
  /** Lets a little time pass, in whatever way time passes for this host. */
  passTime(): Promise<void>;
}

export interface ContractCheck {
  readonly name: string;
  run(harness: AgentContractHarness): Promise<void>;
}

const PATIENCE_ROUNDS = 600;
const LIFE_MS = 60_000;

/** What every platform passes, simulated or real. Free of any test framework, so that it also runs inside a host. */
export const AGENT_CONTRACT: readonly ContractCheck[] = [
  {
    name: "says what host it is, which boot, and what the audit policy is",
    async run({ platform, machineId, now }) {
      const facts = hostFactsSchema.parse(await platform.facts());
      expect(facts.machineId === machineId, "the machine id differs from the host's");
      const boot = await platform.boot();
      expect(boot.id.length > 0 && boot.id.length <= 64, "the boot has no id");
      expect(boot.startedAt <= now(), "the boot lies in the future");
      const again = await platform.boot();
      expect(again.id === boot.id && again.startedAt === boot.startedAt, "the boot changes while it lasts");
      auditPolicySchema.parse(await platform.auditPolicy());
    },
  },
  {
    name: "lists what is on",
    async run(harness) {
      const session = await logOn(harness);
      liveSessionSchema.parse(session);
      expect(Number.isInteger(session.loggedOnAt), "loggedOnAt is not in whole milliseconds");
      const age = harness.now() - session.loggedOnAt;
      expect(age >= 0 && age < 60_000, `the session claims to have begun ${age} ms ago`);
      const again = await find(harness, session.sessionId);
      expect(again?.loggedOnAt === session.loggedOnAt, "loggedOnAt changes between two looks");
      await end(harness, session);
    },
  },
  {
    name: "tells of a new session without being asked",
    async run(harness) {
      let told = 0;
      const stop = harness.platform.watch((change) => {
        if (change === "sessions") told += 1;
      });
      try {
        const session = await logOn(harness);
        await until(harness, "a change of the sessions was announced", async () => told > 0);
        await end(harness, session);
      } finally {
        stop();
      }
    },
  },
  {
    name: "refuses a command whose fence differs in any one field, and does nothing",
    async run(harness) {
      const session = await logOn(harness);
      const fence = await fenceOf(harness, session);
      const wrong: Fence[] = [
        { ...fence, machineId: `${fence.machineId}0` },
        { ...fence, bootId: `${fence.bootId}0` },
        { ...fence, sessionId: `${fence.sessionId}0` },
        { ...fence, loggedOnAt: fence.loggedOnAt + 1 },
        { ...fence, accountKey: `${fence.accountKey}0` },
      ];
      const fields = ["machineId", "bootId", "sessionId", "loggedOnAt", "accountKey"];
      const before = harness.executions();
      for (const [index, different] of wrong.entries()) {
        const receipts = await order(harness, different);
        const field = fields[index] ?? "";
        expect(steps(receipts) === "refused", `${field}: expected refused, got ${steps(receipts)}`);
        expect(receipts[0]?.detail.startsWith(`${field}:`) === true, `${field} is not named in the refusal`);
      }
      expect(harness.executions() === before, "something was done although the fence did not hold");
      expect(
        (await find(harness, session.sessionId)) !== null,
        "the session is gone although nothing was ordered",
      );
      await end(harness, session);
    },
  },
  {
    name: "logs off exactly that session, sees it gone, and the audit log says so too",
    async run(harness) {
      const kept = await logOn(harness);
      const session = await logOn(harness);
      expect(kept.sessionId !== session.sessionId, "two sessions share an id");
      const cursor = await lastCursor(harness);
      const receipts = await order(harness, await fenceOf(harness, session));
      expect(
        steps(receipts) === "accepted executed gone",
        `expected accepted executed gone, got ${steps(receipts)}`,
      );
      expect(
        (await find(harness, session.sessionId)) === null,
        "gone was told, but the session is still listed",
      );
      expect((await find(harness, kept.sessionId)) !== null, "another session went with it");
      let from = cursor;
      await until(harness, "an audited end of the session", async () => {
        const batch = await harness.platform.readEvents(from, 100);
        from = batch.cursor;
        return batch.events.some((event) => isEndOf(event, session));
      });
      await end(harness, kept);
    },
  },
  {
    name: "goes on from a cursor without losing or repeating a record",
    async run(harness) {
      const session = await logOn(harness);
      await end(harness, session);
      const all = await readAll(harness, 1_000);
      const small = await readAll(harness, 1);
      expect(all.length > 0, "the audit log is empty");
      expect(small.length >= all.length, `one by one ${small.length} records, at once ${all.length}`);
      const keys = small.map((event) => `${event.log} ${event.recordId} ${event.at}`);
      expect(new Set(keys).size === keys.length, "a record came twice");
      for (const [index, event] of all.entries()) {
        expect(small[index]?.recordId === event.recordId, `record ${index} differs between two readings`);
      }
    },
  },
  {
    name: "runs a command once, however often it is delivered, and answers with the same receipts",
    async run(harness) {
      const session = await logOn(harness);
      const before = harness.executions();
      const command = makeCommand(harness, await fenceOf(harness, session));
      const signed = sign(harness, command);
      await Promise.all(Array.from({ length: 5 }, () => harness.deliver(signed, command.id)));
      const first = await harness.deliver(signed, command.id);
      const later = await harness.deliver(signed, command.id);
      expect(harness.executions() === before + 1, `executed ${harness.executions() - before} times`);
      expect(steps(later) === "accepted executed gone", `a duplicate was answered with ${steps(later)}`);
      expect(JSON.stringify(first) === JSON.stringify(later), "the receipts changed");
    },
  },
  {
    name: "does not run a command again after a restart",
    async run(harness) {
      const session = await logOn(harness);
      const command = makeCommand(harness, await fenceOf(harness, session));
      const signed = sign(harness, command);
      const first = await harness.deliver(signed, command.id);
      const before = harness.executions();
      await harness.restart();
      const later = await harness.deliver(signed, command.id);
      expect(harness.executions() === before, "the replayed command was executed");
      expect(JSON.stringify(first) === JSON.stringify(later), "the receipts changed over the restart");
    },
  },
  {
    name: "refuses to log off a later session under a replayed command",
    async run(harness) {
      const session = await logOn(harness);
      const fence = await fenceOf(harness, session);
      await order(harness, fence);
      const next = await logOn(harness);
      const before = harness.executions();
      const receipts = await order(harness, { ...fence, sessionId: next.sessionId });
      expect(steps(receipts) === "refused", `expected refused, got ${steps(receipts)}`);
      expect(harness.executions() === before, "the wrong session was logged off");
      expect((await find(harness, next.sessionId)) !== null, "the later session is gone");
      await end(harness, next);
    },
  },
  {
    name: "forces a session off, and sees it gone",
    async run(harness) {
      const kept = await logOn(harness);
      const session = await logOn(harness);
      const receipts = await order(harness, await fenceOf(harness, session), { verb: "force" });
      expect(
        steps(receipts) === "accepted executed gone",
        `expected accepted executed gone, got ${steps(receipts)}`,
      );
      expect(
        (await find(harness, session.sessionId)) === null,
        "gone was told, but the session is still listed",
      );
      expect((await find(harness, kept.sessionId)) !== null, "another session went with it");
      await end(harness, kept);
    },
  },
  {
    name: "shows a message once, or says why nobody saw it, and ends nothing",
    async run(harness) {
      const session = await logOn(harness);
      const before = { acts: harness.otherActs(), logoffs: harness.executions() };
      const text = "Please save your work.";
      const command = makeCommand(harness, await fenceOf(harness, session), { verb: "message", text });
      const signed = sign(harness, command);
      await Promise.all(Array.from({ length: 3 }, () => harness.deliver(signed, command.id)));
      const receipts = await harness.deliver(signed, command.id);
      const answer = steps(receipts);
      expect(answer === "accepted shown" || answer === "accepted not_shown", `answered with ${answer}`);
      const why = receipts.at(-1)?.detail ?? "";
      expect(answer === "accepted shown" || why !== "", "it was not shown, and nobody says why");
      expect(harness.otherActs() - before.acts === 1, `shown ${harness.otherActs() - before.acts} times`);
      expect(harness.executions() === before.logoffs, "a message logged somebody off");
      expect((await find(harness, session.sessionId)) !== null, "the session is gone");
      await end(harness, session);
    },
  },
  {
    name: "disconnects and keeps the session, or says that this host cannot",
    async run(harness) {
      const session = await logOn(harness);
      const receipts = await order(harness, await fenceOf(harness, session), { verb: "disconnect" });
      const answer = steps(receipts);
      const found = await find(harness, session.sessionId);
      expect(found !== null, "the session is gone");
      if (answer === "accepted executed done") {
        expect(found?.state === "disconnected", `done was told, and the session is ${found?.state}`);
      } else {
        expect(answer === "accepted failed", `answered with ${answer}`);
        expect((receipts.at(-1)?.detail ?? "") !== "", "it failed, and nobody says why");
      }
      await end(harness, session);
    },
  },
  {
    name: "lets no verb near a session that is another one now",
    async run(harness) {
      const session = await logOn(harness);
      const fence = { ...(await fenceOf(harness, session)), loggedOnAt: session.loggedOnAt - 1 };
      const before = { acts: harness.otherActs(), logoffs: harness.executions() };
      const asks: readonly Ask[] = [
        { verb: "force" },
        { verb: "disconnect" },
        { verb: "message", text: "Not for you." },
      ];
      for (const ask of asks) {
        const receipts = await order(harness, fence, ask);
        expect(steps(receipts) === "refused", `${ask.verb}: expected refused, got ${steps(receipts)}`);
      }
      expect(harness.otherActs() === before.acts, "something was done although the fence did not hold");
      expect(
        harness.executions() === before.logoffs,
        "somebody was logged off although the fence did not hold",
      );
      await end(harness, session);
    },
  },
  {
    name: "lets an expired command lie, and one that claims to live too long",
    async run(harness) {
      const session = await logOn(harness);
      const fence = await fenceOf(harness, session);
      const before = harness.executions();
      const now = harness.now();
      const late = { issuedAt: now - LIFE_MS, expiresAt: now - 1 };
      const long = { issuedAt: now, expiresAt: now + 3_600_000 };
      for (const times of [late, long]) {
        const command = { ...makeCommand(harness, fence), ...times };
        const receipts = await harness.deliver(sign(harness, command), command.id);
        expect(steps(receipts) === "expired", `expected expired, got ${steps(receipts)}`);
      }
      expect(harness.executions() === before, "an expired command was executed");
      await end(harness, session);
    },
  },
  {
    name: "refuses a forged signature and an altered payload",
    async run(harness) {
      const session = await logOn(harness);
      const fence = await fenceOf(harness, session);
      const before = harness.executions();
      const forged = makeCommand(harness, fence);
      const byAnother = signWith(makeKeyPair().privateKey, forged);
      const refusal = await harness.deliver(byAnother, forged.id);
      expect(steps(refusal) === "refused", `a forged command was answered with ${steps(refusal)}`);
      const other = makeCommand(harness, { ...fence, sessionId: "0" });
      const altered = makeCommand(harness, fence);
      const mixed = { payload: JSON.stringify(altered), signature: sign(harness, other).signature };
      const answer = await harness.deliver(mixed, altered.id);
      expect(steps(answer) === "refused", `an altered command was answered with ${steps(answer)}`);
      await harness.deliver({ payload: "not JSON", signature: "AA" }, randomUUID());
      expect(harness.executions() === before, "a forged command was executed");
      expect((await find(harness, session.sessionId)) !== null, "the session is gone");
      await end(harness, session);
    },
  },
];

function expect(isTrue: boolean, message: string): void {
  if (!isTrue) throw new Error(message);
}

async function until(
  harness: AgentContractHarness,
  what: string,
  isSo: () => Promise<boolean>,
): Promise<void> {
  for (let round = 0; round < PATIENCE_ROUNDS; round++) {
    if (await isSo()) return;
    await harness.passTime();
  }
  throw new Error(`waited in vain for: ${what}`);
}

async function find(harness: AgentContractHarness, sessionId: string): Promise<ReportedSession | null> {
  const sessions = await harness.platform.listSessions();
  return sessions.find((session) => session.sessionId === sessionId) ?? null;
}

async function logOn(harness: AgentContractHarness): Promise<ReportedSession> {
  const before = await harness.platform.listSessions();
  const known = new Set(before.map(({ sessionId, loggedOnAt }) => `${sessionId} ${loggedOnAt}`));
  const { accountName } = await harness.logOn();
  const found: ReportedSession[] = [];
  await until(harness, `a session of ${accountName}`, async () => {
    const sessions = await harness.platform.listSessions();
    const fresh = sessions.find(
      ({ sessionId, loggedOnAt, account }) =>
        account.name === accountName && !known.has(`${sessionId} ${loggedOnAt}`),
    );
    if (fresh) found.push(fresh);
    return fresh !== undefined;
  });
  const [session] = found;
  if (!session) throw new Error("unreachable: waited for a session and found none");
  return session;
}

async function fenceOf(
  { platform, machineId }: AgentContractHarness,
  session: ReportedSession,
): Promise<Fence> {
  const { sessionId, loggedOnAt, account } = session;
  return { machineId, bootId: (await platform.boot()).id, sessionId, loggedOnAt, accountKey: account.key };
}

type Ask =
  | { readonly verb: "log_off" | "force" | "disconnect" }
  | { readonly verb: "message"; readonly text: string };

function makeCommand(harness: AgentContractHarness, fence: Fence, ask: Ask = { verb: "log_off" }): Command {
  const issuedAt = harness.now();
  return { id: randomUUID(), ...ask, fence, issuedAt, expiresAt: issuedAt + LIFE_MS };
}

function sign(harness: AgentContractHarness, command: Command): SignedCommand {
  return signWith(harness.commandPrivateKey, command);
}

function signWith(privateKey: string, command: Command): SignedCommand {
  const payload = JSON.stringify(command);
  return { payload, signature: signText(privateKey, commandText(payload)) };
}

async function order(harness: AgentContractHarness, fence: Fence, ask?: Ask): Promise<readonly Receipt[]> {
  const command = makeCommand(harness, fence, ask);
  return harness.deliver(sign(harness, command), command.id);
}

async function end(harness: AgentContractHarness, session: ReportedSession): Promise<void> {
  const receipts = await order(harness, await fenceOf(harness, session));
  expect(
    receipts.at(-1)?.step === "gone",
    `clearing up: ${steps(receipts)} ${receipts.at(-1)?.detail ?? ""}`,
  );
}

function steps(receipts: readonly Receipt[]): string {
  return receipts.map((receipt) => receipt.step).join(" ");
}

async function readAll(harness: AgentContractHarness, limit: number): Promise<ReportedEvent[]> {
  const events: ReportedEvent[] = [];
  let cursor: string | null = null;
  for (;;) {
    const batch: Awaited<ReturnType<ContractPlatform["readEvents"]>> = await harness.platform.readEvents(
      cursor,
      limit,
    );
    events.push(...batch.events);
    if (batch.cursor === cursor) return events;
    cursor = batch.cursor;
  }
}

async function lastCursor(harness: AgentContractHarness): Promise<string | null> {
  let cursor: string | null = null;
  for (;;) {
    const batch: Awaited<ReturnType<ContractPlatform["readEvents"]>> = await harness.platform.readEvents(
      cursor,
      1_000,
    );
    if (batch.cursor === cursor) return cursor;
    cursor = batch.cursor;
  }
}

/** 4647 and 4634 name the logon; logind's record and 7002 name the session; wtmp names the line. */
function isEndOf(event: ReportedEvent, session: ReportedSession): boolean {
  if (event.at < session.loggedOnAt) return false;
  switch (event.log) {
    case "Security":
      return (event.eventId === 4647 || event.eventId === 4634) && event.logonId === session.logonId;
    case "logind":
    case "samba":
      return event.eventId === LOGIND.SESSION_REMOVED && event.sessionId === session.sessionId;
    default:
      return false;
  }
}

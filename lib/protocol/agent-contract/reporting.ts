import { auditPolicySchema, hostFactsSchema, liveSessionSchema } from "../messages";
import type { ContractCheck } from "./harness";
import { end, expect, find, logOn, readAll, until } from "./steps";

/** What it tells: its host, its sessions, its log. */
export const REPORTING: readonly ContractCheck[] = [
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
];

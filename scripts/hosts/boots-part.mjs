import { setTimeout as pause } from "node:timers/promises";
import { equal, openSsh } from "./agent-part.mjs";
import { readFeed } from "./contract-part.mjs";

const LOGIND = { SESSION_NEW: 1, SESSION_REMOVED: 2, BOOT: 3, SHUTDOWN: 4 };
const WTMP = { BOOT_TIME: 2, USER_PROCESS: 7, DEAD_PROCESS: 8 };

/** An orderly stop, then a power cut, each with somebody on: the feed must tell them apart. */
export async function bootsPart({ host, check }) {
  const [first] = (await readFeed(host)).slice(-1).map((event) => event.boot);
  await logOn(host);
  await host.shutDown();
  await host.boot();
  const [second] = (await readFeed(host)).slice(-1).map((event) => event.boot);
  await logOn(host);
  await host.crash();
  await host.boot();
  const events = await readFeed(host);
  const third = events.at(-1)?.boot;
  const of = (boot, eventId) => events.filter((event) => event.boot === boot && event.eventId === eventId);

  await check("every boot begins with its own mark, once", () => {
    const boots = events.filter((event) => event.eventId === LOGIND.BOOT).map((event) => event.boot);
    equal(boots, [first, second, third]);
    equal(new Set(boots).size, 3);
  });
  await check("an orderly stop leaves a shutdown mark", () => {
    equal(of(first, LOGIND.SHUTDOWN).length > 0, true);
  });
  await check("a power cut leaves neither a shutdown mark nor an end of the session", () => {
    equal(of(second, LOGIND.SHUTDOWN).length, 0);
    equal(of(second, LOGIND.SESSION_NEW).length, 1);
    equal(of(second, LOGIND.SESSION_REMOVED).length, 0);
  });
  await check("record numbers only grow over all boots, and every session names its account", () => {
    const numbers = events.map((event) => event.recordId);
    equal(
      numbers,
      [...numbers].sort((a, b) => a - b),
    );
    for (const event of events.filter((each) => each.eventId <= LOGIND.SESSION_REMOVED)) {
      equal(event.sid, `uid:1000@${host.machineId}`);
    }
  });
  await check("wtmp, the fallback, tells the same boots and the logons with a terminal", async () => {
    const records = await readFeed(host, "wtmp");
    const count = (type) => records.filter((record) => record.eventId === type).length;
    equal(count(WTMP.BOOT_TIME), 3);
    equal(count(WTMP.USER_PROCESS) >= 2, true);
    equal(count(WTMP.DEAD_PROCESS) >= 1, true);
    const logon = records.find((record) => record.eventId === WTMP.USER_PROCESS);
    equal([logon.userName, logon.sid], ["alice", `uid:1000@${host.machineId}`]);
  });
}

/** Resolves when the session is in the feed; the host's end breaks the connection. */
async function logOn(host) {
  const before = (await readFeed(host)).length;
  openSsh(host);
  for (let round = 0; round < 100; round++) {
    if ((await readFeed(host)).length > before) return;
    await pause(50);
  }
  throw new Error("the logon did not show in the feed");
}

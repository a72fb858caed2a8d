import http from "node:http";
import type pg from "pg";
import { SYNC, TestAgent } from "@/gateway/testing/test-agent";
import { count } from "@/lib/format/count";
import { took } from "@/lib/format/duration";
import type { ReportedEvent } from "@/lib/protocol/messages";
import { createEnrolmentToken } from "@/lib/services/create-enrolment-token";
import type { Database } from "@/lib/storage/database";
import { type Figure, spread } from "./figure";
import { inWords, processorTime, timePerEvent } from "./processor-time";
import { take, terminalServer } from "./terminal-server";

const AGENTS = 16;
const SYNCS = 6;
const WARM_UP = 2;
/** As many as one report may bring. */
const EVENTS_PER_SYNC = 2_000;

interface Place {
  readonly port: number;
  readonly pid: number | undefined;
  readonly databasePid: number;
}

/**
 * What hosts have spooled, brought by all their agents at once: each report is signed and numbered, and answered after its
 * commit; the sender shares the cores. Bare records, and records with all their fields as Windows' agent sends them.
 */
export async function* agentDoor(gateway: Place, db: Database): AsyncGenerator<Figure> {
  for (const withRaw of [false, true]) {
    const agents = await enrolAll(gateway.port, db, withRaw ? "raw" : "bare");
    await sendAll(gateway.port, makeSpools(agents, withRaw, WARM_UP));
    const spools = makeSpools(agents, withRaw, SYNCS);
    const before = processorTime(gateway);
    const startedAt = performance.now();
    const answers = await sendAll(gateway.port, spools);
    const ms = performance.now() - startedAt;
    const after = processorTime(gateway);
    const events = AGENTS * SYNCS * EVENTS_PER_SYNC;
    await mustBeKept(db.pool, AGENTS * (SYNCS + WARM_UP) * EVENTS_PER_SYNC);
    await db.pool.query("TRUNCATE pair_due, audit_event, audit_raw");
    const perSecond = Math.round((events / ms) * 1000);
    const what = `/agent/v1/sync, signed spools of ${AGENTS} agents, records ${withRaw ? "with" : "without"} their fields`;
    const bytes = spools.flatMap(({ bodies }) => bodies).reduce((sum, { length }) => sum + length, 0);
    const size = Math.round(bytes / events);
    const says = `${count(perSecond)} events/s committed (${size} B each), ${count(events)} in ${took(ms)}`;
    yield { what: `${what} (aim ≥ 60,000)`, says, values: { rate: perSecond, events, ms } };
    yield spread(`${what}, request → answer`, answers);
    const each = timePerEvent(before, after, events);
    yield { what: `${what}, processor time for an event`, says: inWords(each), values: each };
  }
}

interface Host {
  readonly agent: TestAgent;
  readonly log: ReturnType<typeof terminalServer>;
}

interface Spool {
  readonly agent: TestAgent;
  readonly bodies: readonly Buffer[];
}

async function enrolAll(port: number, db: Database, name: string): Promise<Host[]> {
  const actor = { kind: "operator", operatorId: 1, name: "bench", role: "administrator" } as const;
  const { token } = await createEnrolmentToken(
    { actor, now: new Date(), db },
    { label: name, group: "", uses: AGENTS, expiresInHours: 1 },
  );
  const hosts: Host[] = [];
  for (let i = 0; i < AGENTS; i++) {
    const agent = new TestAgent(port, `bench-${name}-${i}`);
    await agent.enrol(token);
    // Who is on was told before the connection broke.
    await agent.sync({ sessions: [] });
    hosts.push({ agent, log: terminalServer(200, Date.now() - 40 * 86_400_000, i + 1) });
  }
  return hosts;
}

function makeSpools(hosts: readonly Host[], withRaw: boolean, syncs: number): Spool[] {
  return hosts.map(({ agent, log }) => ({
    agent,
    bodies: Array.from({ length: syncs }, () => {
      const events = take(log, EVENTS_PER_SYNC).map((event): ReportedEvent => {
        const reported = { ...event, boot: "boot-1" };
        return { ...reported, raw: withRaw ? fieldsOf(reported) : null };
      });
      return Buffer.from(JSON.stringify(agent.report({ events })));
    }),
  }));
}

/** As many and as long as a logon's fields are on Windows. */
function fieldsOf(event: Omit<ReportedEvent, "raw">): Record<string, string> {
  return {
    Provider: "Microsoft-Windows-Security-Auditing",
    EventID: String(event.eventId),
    TimeCreated: new Date(event.at).toISOString(),
    EventRecordID: String(event.recordId),
    Channel: event.log,
    Computer: "bench.corp.example",
    SubjectUserSid: "S-1-5-18",
    SubjectUserName: "BENCH$",
    SubjectDomainName: "CORP",
    SubjectLogonId: "0x3e7",
    TargetUserSid: event.sid ?? "-",
    TargetUserName: event.userName ?? "-",
    TargetDomainName: event.domainName ?? "-",
    TargetLogonId: event.logonId ?? "-",
    LogonType: String(event.logonType ?? "-"),
    LogonProcessName: "User32 ",
    AuthenticationPackageName: "Negotiate",
    WorkstationName: "BENCH",
    LogonGuid: "{00000000-0000-0000-0000-000000000000}",
    ProcessId: "0x4c8",
    ProcessName: "C:\\Windows\\System32\\svchost.exe",
    IpAddress: event.address ?? "-",
    IpPort: "0",
  };
}

/** Each agent one report after another, all agents at once; answers in milliseconds. */
async function sendAll(port: number, spools: readonly Spool[]): Promise<number[]> {
  const answers: number[] = [];
  await Promise.all(
    spools.map(async ({ agent, bodies }) => {
      const connection = new http.Agent({ keepAlive: true, maxSockets: 1 });
      try {
        for (const body of bodies) {
          const startedAt = performance.now();
          await send(port, agent, body, connection);
          answers.push(performance.now() - startedAt);
        }
      } finally {
        connection.destroy();
      }
    }),
  );
  return answers;
}

function send(port: number, agent: TestAgent, body: Buffer, connection: http.Agent): Promise<void> {
  const headers = { "content-length": String(body.length), ...agent.headers(body) };
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port, path: SYNC, method: "POST", agent: connection, headers };
    const request = http.request(options, (response) => {
      response.resume();
      response.on("error", reject);
      response.on("end", () =>
        response.statusCode === 200 ? resolve() : reject(new Error(`answered ${response.statusCode}`)),
      );
    });
    request.on("error", reject);
    request.end(body);
  });
}

async function mustBeKept(pool: pg.Pool, events: number): Promise<void> {
  const { rows } = await pool.query<{ n: number }>("SELECT count(*)::int AS n FROM audit_event");
  if (rows[0]?.n !== events) throw new Error(`${rows[0]?.n} of ${events} events were kept`);
}

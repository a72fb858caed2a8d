import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { startScratchGateway } from "../start-scratch-gateway.mjs";
import { equal } from "./agent-part.mjs";
import { until } from "./product-facts.mjs";
import { moduleFolder, unpackShipper } from "./unpack-shippers.mjs";

const PORT = 3236;
const RECORDS = 6_000;
/** Short, so that what is held too long is closed within the test. */
const HOLD_SECONDS = 2;
const PATIENCE_MS = 90_000;

/**
 * Debian's rsyslog and syslog-ng for real, shipping to a gateway that is overloaded and then killed in the middle: every
 * record that they were given is in the database, once.
 */
export async function shippersPart({ check, undo }) {
  const gateway = await startScratchGateway({
    port: PORT,
    name: "shippers",
    env: { CURFEW_INGEST_HOLD_SECONDS: String(HOLD_SECONDS) },
  });
  undo(() => gateway.stop());
  const pool = new pg.Pool({ connectionString: gateway.databaseUrl, max: 3 });
  pool.on("error", () => {});
  try {
    const token = await gateway.makeToken();
    const ship = { gateway, pool, token, undo };
    await check("rsyslog, through overload and a killed gateway: nothing lost, nothing doubled", () =>
      shipThroughTrouble({ ...ship, name: "RSYSLOG-1", start: startRsyslog }),
    );
    await check("syslog-ng, through overload and a killed gateway: nothing lost, nothing doubled", () =>
      shipThroughTrouble({ ...ship, name: "SYSLOGNG-1", start: startSyslogNg }),
    );
  } finally {
    await pool.end();
    await gateway.stop();
  }
}

async function shipThroughTrouble({ gateway, pool, token, undo, name, start }) {
  const folder = path.join(gateway.folder, name);
  mkdirSync(folder);
  const log = path.join(folder, "records.json");
  const records = recordsOf(name);
  const [first, rest] = [records.slice(0, RECORDS / 2), records.slice(RECORDS / 2)];
  writeFileSync(log, first.join(""));
  const before = await closedBy(gateway, token);
  const shipper = start({ folder, log, port: gateway.port, token });
  undo(() => shipper.stop());
  try {
    await until("the first records", async () => (await kept(pool, name)).length > 0, PATIENCE_MS);
    // Overload: nothing can be committed for longer than an answer is held.
    const blocker = await pool.connect();
    await blocker.query("BEGIN; LOCK TABLE audit_event IN EXCLUSIVE MODE");
    await until(
      "a request that was held and closed",
      async () => (await closedBy(gateway, token)) > before,
      PATIENCE_MS,
    );
    await blocker.query("ROLLBACK");
    blocker.release();
    const some = (await kept(pool, name)).length;
    await until(
      "more records after the overload",
      async () => (await kept(pool, name)).length > some,
      PATIENCE_MS,
    );
    // The rest comes while the gateway is killed.
    appendFileSync(log, rest.join(""));
    await gateway.kill();
    equal((await kept(pool, name)).length < RECORDS, true);
    await pause(1_000);
    await gateway.start();
    await until("every record", async () => (await kept(pool, name)).length >= RECORDS, PATIENCE_MS);
  } finally {
    await shipper.stop();
  }
  const ids = (await kept(pool, name)).map(Number);
  equal(ids.length, RECORDS);
  equal(new Set(ids).size, RECORDS);
  equal(Math.min(...ids), 1);
  equal(Math.max(...ids), RECORDS);
  const { rows } = await pool.query("SELECT count(*)::int AS rejects FROM ingest_reject");
  equal(rows[0].rejects, 0);
}

/** Security records as Winlogbeat renders them, one JSON object a line. */
function recordsOf(host) {
  const from = Date.UTC(2026, 4, 4);
  return Array.from({ length: RECORDS }, (_, n) => {
    const logonId = `0x${(0x10000 + Math.floor(n / 2)).toString(16)}`;
    const sid = `S-1-5-21-1-2-3-${1100 + (Math.floor(n / 2) % 40)}`;
    const data = {
      TargetUserSid: sid,
      TargetUserName: "a.user",
      TargetDomainName: "CORP",
      TargetLogonId: logonId,
    };
    const record = {
      "@timestamp": new Date(from + n * 1_000).toISOString(),
      winlog: {
        channel: "Security",
        provider_name: "Microsoft-Windows-Security-Auditing",
        computer_name: host,
        event_id: n % 2 === 0 ? "4624" : "4634",
        record_id: n + 1,
        event_data: { ...data, LogonType: "2" },
        api: "wineventlog",
      },
      agent: { type: "winlogbeat", version: "8.17.0" },
    };
    return `${JSON.stringify(record)}\n`;
  });
}

async function kept(pool, name) {
  const { rows } = await pool.query(
    `SELECT record_id FROM audit_event JOIN host ON host.id = host_id WHERE lower(host.name) = lower($1)`,
    [name],
  );
  return rows.map((row) => row.record_id);
}

async function closedBy(gateway, token) {
  const answer = await fetch(`${gateway.url}/metrics`, {
    headers: { authorization: `Bearer ${token}` },
  }).catch(() => null);
  const text = answer ? await answer.text() : "";
  return Number(/^curfew_ingest_closed_total (\d+)$/m.exec(text)?.[1] ?? 0);
}

function startRsyslog({ folder, log, port, token }) {
  const { root, program, env } = unpackShipper("rsyslog");
  const config = path.join(folder, "rsyslog.conf");
  writeFileSync(
    config,
    `global(workDirectory="${folder}" maxMessageSize="64k")
module(load="imfile")
module(load="omelasticsearch")
input(type="imfile" File="${log}" Tag="records:" freshStartTail="off")
template(name="record" type="string" string="%msg%")
action(type="omelasticsearch" template="record" server="127.0.0.1" serverport="${port}"
  uid="curfew" pwd="${token}" searchIndex="curfew" searchType="" bulkmode="on" maxbytes="1m"
  action.resumeRetryCount="-1" action.resumeInterval="1"
  queue.type="LinkedList" queue.filename="curfew" queue.saveOnShutdown="on" queue.dequeueBatchSize="200"
  queue.size="100000" queue.timeoutEnqueue="600000")
`,
  );
  const args = [
    "-n",
    "-f",
    config,
    "-i",
    path.join(folder, "pid"),
    "-M",
    moduleFolder(root, "omelasticsearch.so"),
  ];
  return started(program, args, env);
}

function startSyslogNg({ folder, log, port, token }) {
  const { root, program, env } = unpackShipper("syslog-ng");
  const config = path.join(folder, "syslog-ng.conf");
  writeFileSync(
    config,
    `@version: 3.38
options { stats-freq(0); time-reopen(1); log-msg-size(65536); };
source s_records { file("${log}" follow-freq(1) flags(no-parse) read-old-records(yes)); };
destination d_curfew {
  http(url("http://127.0.0.1:${port}/_bulk") method("POST") user("curfew") password("${token}")
    headers("Content-Type: application/x-ndjson")
    body("{\\"create\\":{}}\\n\${MESSAGE}") body-suffix("\\n") delimiter("\\n")
    batch-lines(500) batch-timeout(500) workers(2) retries(1000000)
    disk-buffer(reliable(yes) disk-buf-size(268435456) mem-buf-size(16777216) dir("${folder}")));
};
log { source(s_records); destination(d_curfew); flags(flow-control); };
`,
  );
  const args = ["-F", "--no-caps", "-f", config, "-p", path.join(folder, "pid")];
  args.push("-c", path.join(folder, "ctl"), "-R", path.join(folder, "persist"));
  args.push(`--module-path=${moduleFolder(root, "libhttp.so")}`);
  return started(program, args, env);
}

/** In the foreground, with a configuration of its own; never the machine's own service. */
function started(program, args, env) {
  const child = spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      said = (said + text).slice(-4_000);
    });
  }
  return {
    get said() {
      return said;
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      const late = setTimeout(() => child.kill("SIGKILL"), 10_000);
      await gone;
      clearTimeout(late);
    },
  };
}

import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { startScratchProduct } from "../start-scratch-product.mjs";
import { equal, installAgent, openSsh } from "./agent-part.mjs";
import { makeToken } from "./loop-part.mjs";
import { ProductFacts, until } from "./product-facts.mjs";

// Its module build does not load in plain Node.
const { AssociateAgent } = createRequire(import.meta.url)("@superoffice/webapi");
const PORT = 3240;

/** Two scripts that write down what they were given; the second sees what the first has left. */
const SCRIPTS = {
  "10-open.ts": `import { defineHooks } from "curfew/hooks";
    export default defineHooks({
      BeforeLogOffWindowsUsersAsync(ids, token, eventState) { eventState.value = { trace: ["before 10"], ids: [...ids] }; },
      AfterLogOffWindowsUsersAsync(ids, token, returnValue, eventState) { eventState.value.trace.push("after 10"); },
    });`,
  "20-close.js": `import fs from "node:fs";
    export function BeforeLogOffWindowsUsersAsync(ids, token, eventState) { eventState.value.trace.push("before 20"); }
    export async function AfterLogOffWindowsUsersAsyncAsync(ids, token, returnValue, eventState) {
      const told = { ...eventState.value, outcomes: await returnValue.value };
      fs.writeFileSync(process.env.CURFEW_HOOK_FILES + "/told.json", JSON.stringify(told));
    }`,
};

/** SuperOffice's own client logs an associate off whose session is a real one. */
export async function associatePart({ host, check, undo }) {
  const hooks = fs.mkdtempSync(path.join(os.tmpdir(), "curfew-hooks-"));
  for (const [name, source] of Object.entries(SCRIPTS)) fs.writeFileSync(path.join(hooks, name), source);
  const product = await startScratchProduct({ port: PORT, name: "associate", hooks });
  undo(() => product.stop());
  const facts = new ProductFacts(product.databaseUrl, host.name);
  const db = new pg.Client({ connectionString: product.databaseUrl });
  await db.connect();
  let ssh;
  try {
    await host.run("rm", ["-rf", "/var/lib/curfew-agent"]);
    await installAgent(host, { serverUrl: product.gatewayUrl, token: await makeToken(product.databaseUrl) });
    ssh = openSsh(host);
    const ended = once(ssh, "exit");
    const session = await until("the live session", async () => (await facts.liveSessions())[0]);
    const token = await makeApiToken(db);
    const agent = new AssociateAgent({
      baseUrl: `${product.gatewayUrl}/Cust1`,
      axiosConfig: { headers: { Authorization: `SOTicket ${token}`, "SO-AppToken": "curfew" } },
    });

    await check("an unknown associate is refused by number, and the session stays", async () => {
      const { status, data } = await agent
        .logOffWindowsUsersAsync([session.associateId, 2_000_000_001])
        .catch((error) => error.response);
      equal([status, data.MessageDetail], [400, "associateIds[1]: There is no associate 2000000001."]);
      equal(ssh.exitCode, null);
    });
    const calledAt = performance.now();
    await check("the official client is answered, and the real ssh session ends", async () => {
      equal(await agent.logOffWindowsUsersAsync([session.associateId]), "");
      await Promise.race([
        ended,
        until("the end of the session", () => ssh.exitCode !== null || ssh.signalCode !== null),
      ]);
    });
    const { rows } = await db.query("SELECT id FROM logoff_order WHERE requested_through = 'webapi'");
    await check("the target is proved by logind's own record", async () => {
      const target = await until("proved", async () => {
        const found = await facts.target(rows[0].id);
        return found.state === "proved" && found;
      });
      const { log, eventId } = target.evidence;
      equal([rows.length, log, eventId, target.sessionId], [1, "logind", 2, session.sessionId]);
      console.log(
        `        call to audited record: ${Math.round(performance.now() - calledAt)} ms, scripts included`,
      );
    });
    await check("the scripting events fired in order, with the state passed along", async () => {
      const runs = await until("four runs", async () => {
        const found = await db.query("SELECT script, event, state FROM hook_run ORDER BY id");
        return found.rows.length === 4 && found.rows.every((run) => run.state === "ok") && found.rows;
      });
      equal(
        runs.map(({ script, event }) => `${event} ${script}`),
        ["before 10-open.ts", "before 20-close.js", "after 10-open.ts", "after_async 20-close.js"],
      );
      const file = path.join(product.folder, "data/hook-files/told.json");
      const told = JSON.parse(fs.readFileSync(file, "utf8"));
      equal([told.trace, told.ids], [["before 10", "before 20", "after 10"], [session.associateId]]);
      equal(
        told.outcomes.map(({ outcome }) => outcome),
        ["ordered"],
      );
    });
  } finally {
    ssh?.kill("SIGKILL");
    await host.run("systemctl", ["disable", "--now", "curfew-agent"]).catch(() => {});
    await db.end();
    await facts.close();
    await product.stop();
    fs.rmSync(hooks, { recursive: true, force: true });
  }
}

/** The row that the page for API tokens leaves; that has tests of its own. */
async function makeApiToken(db) {
  const token = `cf_api_${randomBytes(32).toString("base64url")}`;
  await db.query(
    `INSERT INTO api_token (hash, label, role, scopes, created_by, created_at, expires_at)
     VALUES ($1, 'SuperOffice', 'operator', '{webapi}', '{"kind":"system","name":"cli"}', now(), now() + interval '1 hour')`,
    [createHash("sha256").update(token).digest("hex")],
  );
  return token;
}

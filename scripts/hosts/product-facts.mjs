import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";

/** What the product has on disk about one host; read beside the pages, so that a page cannot vouch for itself. */
export class ProductFacts {
  #pool;

  constructor(databaseUrl, hostName) {
    this.#pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
    this.#pool.on("error", () => {});
    this.hostName = hostName;
  }

  close() {
    return this.#pool.end();
  }

  async liveSessions() {
    const { rows } = await this.#pool.query(
      `SELECT live.session_id AS "sessionId", live.state, live.logged_on_at AS "loggedOnAt", account.name, associate.id AS "associateId"
       FROM live_session live JOIN host ON host.id = live.host_id
       JOIN account ON account.id = live.account_id LEFT JOIN associate ON associate.id = live.associate_id
       WHERE host.name = $1 AND host.reported_at IS NOT NULL`,
      [this.hostName],
    );
    return rows;
  }

  async target(orderId) {
    const { rows } = await this.#pool.query(
      `SELECT target.id, target.state, target.detail, target.evidence, target.session_id AS "sessionId",
         target.command_id AS "commandId",
         extract(epoch FROM target.proved_at - logoff_order.created_at) * 1000 AS "provedInMs",
         ARRAY(SELECT step.state FROM target_step step WHERE step.target_id = target.id ORDER BY step.id) AS steps
       FROM logoff_target target JOIN logoff_order ON logoff_order.id = target.order_id
       WHERE target.order_id = $1`,
      [orderId],
    );
    return rows[0];
  }

  /** Paired sessions of the host, the latest first. */
  async sessions() {
    const { rows } = await this.#pool.query(
      `SELECT session.session_id AS "sessionId", session.end_kind AS "endKind", session.end_at AS "endAt",
         session.end_confidence AS confidence, session.end_because AS because,
         extract(epoch FROM session.end_not_after - session.end_not_before) AS "intervalSeconds",
         session.ended_by_target_id AS "endedByTargetId"
       FROM session JOIN host ON host.id = session.host_id WHERE host.name = $1
       ORDER BY session.started_at DESC NULLS LAST`,
      [this.hostName],
    );
    return rows;
  }

  /** Agents that may speak for the host, and how many agents and tokens there ever were for any. */
  async agents() {
    const { rows } = await this.#pool.query(
      `SELECT agent.id, agent.public_key AS "publicKey",
         (SELECT count(*)::int FROM agent) AS "agentsEver",
         (SELECT count(*)::int FROM enrolment_token) AS "tokensEver"
       FROM agent JOIN host ON host.id = agent.host_id WHERE host.name = $1 AND agent.revoked_at IS NULL`,
      [this.hostName],
    );
    return rows;
  }

  /** How far the host's clock is off, as its agent's last report had it. */
  async skewMs() {
    const { rows } = await this.#pool.query("SELECT clock_skew_ms FROM host WHERE name = $1", [
      this.hostName,
    ]);
    return rows[0]?.clock_skew_ms ?? 0;
  }

  async isHeardAfter(instant) {
    const { rows } = await this.#pool.query("SELECT FROM host WHERE name = $1 AND reported_at > $2", [
      this.hostName,
      instant,
    ]);
    return rows.length === 1;
  }

  /** What the agent said that its log lacks. */
  async recordsMissing() {
    const { rows } = await this.#pool.query(
      `SELECT event.log, event.fields ->> 'reason' AS reason FROM audit_event event
       JOIN host ON host.id = event.host_id WHERE host.name = $1 AND event.event_id = 0 ORDER BY event.at`,
      [this.hostName],
    );
    return rows;
  }

  /** As the agent itself said it last. */
  async agentVersion(agentId) {
    const { rows } = await this.#pool.query("SELECT version FROM agent WHERE id = $1", [agentId]);
    return rows[0]?.version;
  }

  async state(orderId) {
    return (await this.target(orderId))?.state;
  }
}

/** Resolves with the first answer that is not false or empty; says what was waited for when the time is over. */
export async function until(what, ask, patienceMs = 20_000, everyMs = 20) {
  const endAt = Date.now() + patienceMs;
  let last;
  for (;;) {
    try {
      const answer = await ask();
      if (answer) return answer;
      last = answer;
    } catch (error) {
      last = error.message;
    }
    if (Date.now() > endAt) throw new Error(`waited in vain for: ${what} (${String(last)})`);
    await pause(everyMs);
  }
}

import pg from "pg";

const LOOK_EVERY_MS = 2_000;
/** So many looks in a row must find the same. */
const QUIET_LOOKS = 5;
const PATIENCE_MS = 300_000;

/** The fleet has told its month when nothing waits for pairing and no host tells more of its past. */
export async function untilMonthIsTold(databaseUrl) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const end = Date.now() + PATIENCE_MS;
  let quiet = 0;
  let last = -1;
  try {
    while (quiet < QUIET_LOOKS) {
      if (Date.now() > end) throw new Error("The fleet's month of history did not come in within 5 minutes.");
      const { rows } = await client.query(`SELECT
        (SELECT count(*) FROM agent)::int AS agents,
        (SELECT count(*) FROM pair_due)::int AS due,
        (SELECT count(*) FROM session WHERE started_at < now() - interval '2 hours')::int AS past`);
      const { agents, due, past } = rows[0];
      quiet = agents >= 60 && due === 0 && past > 0 && past === last ? quiet + 1 : 0;
      last = past;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  } finally {
    await client.end();
  }
}

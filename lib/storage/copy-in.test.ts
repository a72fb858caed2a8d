import { afterAll, beforeAll, expect, test } from "vitest";
import { copyIn } from "./copy-in";
import { CopyWriter } from "./copy-writer";
import { makeTestDatabase, type TestDatabase } from "./testing/test-database";

let db: TestDatabase;
beforeAll(async () => {
  db = await makeTestDatabase();
  await db.pool.query("CREATE TABLE copied (id int PRIMARY KEY, words text)");
});
afterAll(() => db.drop());

/** Of many pieces. */
const WORDS = "word ".repeat(200);

function rowsOf(ids: readonly number[]): Buffer {
  const out = new CopyWriter(1024);
  for (const id of ids) {
    out.row(2);
    out.int(id);
    out.text(WORDS);
  }
  return out.end();
}

const ids = Array.from({ length: 3_000 }, (_, n) => n);
const counted = async () => {
  const { rows } = await db.pool.query(
    "SELECT count(*)::int AS n, sum(length(words))::int AS chars FROM copied",
  );
  return rows[0];
};

test("rows of many pieces are all there, also when several connections write at once", async () => {
  const parts = [0, 1, 2].map((part) => ids.filter((id) => id % 3 === part));
  await Promise.all(
    parts.map(async (part) => {
      const client = await db.pool.connect();
      await copyIn(client, "copied (id, words)", rowsOf(part)).finally(() => client.release());
    }),
  );
  expect(await counted()).toEqual({ n: ids.length, chars: ids.length * WORDS.length });
});

test("a row that cannot be kept is told while others are on their way, and the connection goes on", async () => {
  const client = await db.pool.connect();
  try {
    for (const bad of [0, 2_999]) {
      const rows = rowsOf(ids.map((id) => (id === bad ? 0 : id + 10_000)));
      await expect(copyIn(client, "copied (id, words)", rows)).rejects.toMatchObject({ code: "23505" });
      expect((await client.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
    }
    await expect(copyIn(client, "missing (id)", rowsOf(ids))).rejects.toMatchObject({ code: "42P01" });
  } finally {
    client.release();
  }
  expect(await counted()).toMatchObject({ n: ids.length });
});

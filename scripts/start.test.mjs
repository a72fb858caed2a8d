import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** What npm start says when it cannot: one sentence with the cure, and exit 1. */

let folder;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "curfew-start-test-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(env, args = ["scripts/start.mjs"]) {
  const { DATABASE_URL: _, ...clean } = process.env;
  const data = path.join(folder, "data");
  const run = spawnSync(process.execPath, args, {
    encoding: "utf8",
    timeout: 25_000,
    env: {
      ...clean,
      PORT: "3290",
      GATEWAY_PORT: "3291",
      CURFEW_NO_LOCAL_AGENT: "1",
      CURFEW_DATA: data,
      ...env,
    },
  });
  return { status: run.status, said: `${run.stdout}${run.stderr}`.trim() };
}

async function listening(run) {
  const server = net.createServer();
  await new Promise((resolve) => server.listen(0, resolve));
  try {
    return await run(String(server.address().port));
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

describe("npm start, when it cannot", () => {
  for (const name of ["PORT", "GATEWAY_PORT"]) {
    test(`${name} is taken`, async () => {
      await listening((port) => {
        expect(start({ [name]: port })).toEqual({
          status: 1,
          said: `Port ${port} is taken: stop what uses it, or set ${name} to another port.`,
        });
      });
    });

    test(`${name} is not a port`, () => {
      expect(start({ [name]: "http" })).toEqual({
        status: 1,
        said: `${name} is "http": set it to a number from 1 to 65535.`,
      });
    });
  }

  for (const database of ["", "postgresql://127.0.0.1:1/x"]) {
    test(`the data folder cannot be written${database && ", with a database of one's own"}`, () => {
      const file = path.join(folder, "a-file");
      writeFileSync(file, "");
      const data = path.join(file, "data");
      const env = database ? { DATABASE_URL: database } : {};
      expect(start({ ...env, CURFEW_DATA: data })).toEqual({
        status: 1,
        said: `The data folder ${data} cannot be written (ENOTDIR): free it, or set CURFEW_DATA to another one.`,
      });
    });
  }

  test.each([
    ["nothing listens there", "postgresql://postgres@127.0.0.1:1/curfew", /ECONNREFUSED/],
    ["it is no address", "not an address", /it does not begin with postgresql:/],
    ["it cannot be read", "postgresql://[half/an/address", /Invalid URL/],
    [
      "it is another kind of database",
      "mysql://root:secret@127.0.0.1/x",
      /it does not begin with postgresql:/,
    ],
  ])("DATABASE_URL is wrong: %s", (_, url, why) => {
    const { status, said } = start({ DATABASE_URL: url });
    expect(status).toBe(1);
    expect(said).toMatch(
      /^The database of DATABASE_URL does not serve \(.+\): start it or mend the address\.$/,
    );
    expect(said).toMatch(why);
    expect(said).not.toContain("secret");
  });

  test("the Node is too old", () => {
    const old = path.join(folder, "old-node.mjs");
    writeFileSync(
      old,
      'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "18.20.4" } });',
    );
    for (const program of ["scripts/node-version.mjs", "scripts/start.mjs"]) {
      const { status, said } = start({}, ["--import", old, program]);
      expect(status).toBe(1);
      expect(said).toBe(
        "Curfew needs Node 20.19 or newer (22 or 24 recommended); this is 18.20.4. Install a newer Node and run the command again.",
      );
    }
  });

  test("none of this leaves anything behind", () => {
    expect(existsSync(path.join(folder, "data"))).toBe(false);
    expect(readFileSync(path.join(folder, "a-file"), "utf8")).toBe("");
  });
});

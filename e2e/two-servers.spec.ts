import { randomBytes, randomInt } from "node:crypto";
import { hash } from "@node-rs/argon2";
import type { Database } from "@/lib/storage/database";
import { notify } from "@/lib/storage/notifications";
import { type ActionToPost, actionsToPost } from "./built-surface";
import { type EventStream, openEvents } from "./event-stream";
import { sha256 } from "./fixtures/sign-in";
import { test as base, expect } from "./fixtures/test";
import { startWebServer, type WebServer } from "./fixtures/web-server";
import { outcome, postAction } from "./post-action";
import { rawRequest } from "./raw-request";

/** What one web server revokes is revoked on the other, for the stream that is open there too. */

const LIMIT_MS = 1_000;

const test = base.extend<{ person(): Promise<Person> }, { other: WebServer }>({
  other: [
    async ({ product }, use) => {
      const other = await startWebServer(3216, product.databaseUrl);
      await use(other);
      await other.stop();
    },
    { scope: "worker" },
  ],
  async person({ db }, use) {
    await use(() => makePerson(db));
  },
});

interface Person {
  readonly operatorId: number;
  /** One more sign-in of the same operator at each call. */
  signIn(): Promise<string>;
}

async function makePerson({ prisma }: Database): Promise<Person> {
  const now = new Date();
  const name = `two.${randomBytes(4).toString("hex")}`;
  const operator = await prisma.operator.create({
    data: { name, displayName: "Two Servers", role: "operator", passwordHash: "none", createdAt: now },
  });
  return {
    operatorId: operator.id,
    async signIn() {
      const token = randomBytes(32).toString("base64url");
      const expiresAt = new Date(now.getTime() + 3_600_000);
      const tokenHash = sha256(token);
      await prisma.signIn.create({
        data: { tokenHash, operatorId: operator.id, createdAt: now, seenAt: now, expiresAt },
      });
      return `curfew=${token}`;
    },
  };
}

function actionNamed(name: string): ActionToPost {
  const found = actionsToPost().find((action) => action.name === name);
  if (!found) throw new Error(`no action ${name}`);
  return found;
}

async function open(server: { readonly url: string }, cookie: string): Promise<EventStream> {
  const stream = await openEvents(server.url, cookie);
  if ("refused" in stream) throw new Error(`the stream was refused: ${stream.refused}`);
  await expect.poll(stream.text).toContain("beat");
  return stream;
}

async function expectEnded(stream: EventStream, since: number, what: string): Promise<void> {
  const late = new Promise<number>((resolve) => setTimeout(resolve, 20_000, Number.POSITIVE_INFINITY));
  const endedAt = await Promise.race([stream.ended, late]);
  stream.close();
  expect(endedAt - since, `${what}, milliseconds`).toBeLessThanOrEqual(LIMIT_MS);
  expect(stream.text(), what).toContain("event: end\ndata: signed-out");
}

async function expectOut(server: { readonly url: string }, cookie: string): Promise<void> {
  const page = await rawRequest(server.url, "/sessions", { headers: { cookie } });
  expect(page.status).toBe(307);
  expect(page.headers.location).toMatch(/^\/sign-in/);
  expect(await openEvents(server.url, cookie)).toEqual({ refused: 401 });
  const posted = await postAction(server.url, actionNamed("logoff.cancel"), { origin: server.url, cookie });
  expect(outcome(posted)).toBe("unauthenticated");
}

for (const there of ["first", "second"] as const) {
  test(`signing out on the ${there} server ends the streams on both within a second`, async ({
    product,
    other,
    person,
  }) => {
    const first = { url: product.webUrl };
    const [here, away] = there === "first" ? [first, other] : [other, first];
    const someone = await person();
    const [cookie, second, stranger] = [
      await someone.signIn(),
      await someone.signIn(),
      await (await person()).signIn(),
    ];
    const [onHere, onAway] = [await open(here, cookie), await open(away, cookie)];
    const bystanders = [await open(away, second), await open(away, stranger)];
    expect((await rawRequest(away.url, "/sessions", { headers: { cookie } })).status).toBe(200);

    const since = Date.now();
    const headers = { origin: here.url, cookie };
    expect(outcome(await postAction(here.url, actionNamed("operator.sign-out"), headers))).toBe("ok");
    await expectOut(away, cookie);
    await expectOut(here, cookie);
    await expectEnded(onAway, since, "the stream on the other server");
    await expectEnded(onHere, since, "the stream on this server");

    // The same operator's other browser, and everybody else, notice nothing.
    const { status } = await rawRequest(away.url, "/sessions", { headers: { cookie: second } });
    expect(status).toBe(200);
    for (const bystander of bystanders) {
      expect(bystander.isOpen()).toBe(true);
      bystander.close();
    }
  });
}

test("an operator who is disabled is out on both servers within a second, in every browser", async ({
  product,
  other,
  person,
  db,
}) => {
  const servers = [{ url: product.webUrl }, other];
  const someone = await person();
  const cookies = [await someone.signIn(), await someone.signIn()];
  const streams: EventStream[] = [];
  for (const server of servers) for (const cookie of cookies) streams.push(await open(server, cookie));

  const since = Date.now();
  await db.prisma.$transaction(async (tx) => {
    await tx.operator.update({ where: { id: someone.operatorId }, data: { disabledAt: new Date() } });
    await notify(tx, { kind: "sign-in", operatorId: someone.operatorId });
  });
  for (const server of servers) for (const cookie of cookies) await expectOut(server, cookie);
  for (const stream of streams) await expectEnded(stream, since, "a stream");
});

test("a sign-out that meets a stream just being opened ends it too", async ({ product, other, person }) => {
  test.setTimeout(90_000);
  const signOut = actionNamed("operator.sign-out");
  const someone = await person();
  for (let round = 0; round < 40; round++) {
    const cookie = await someone.signIn();
    const headers = { origin: product.webUrl, cookie };
    const opening = openEvents(other.url, cookie);
    await new Promise((resolve) => setTimeout(resolve, randomInt(0, 15)));
    expect(outcome(await postAction(product.webUrl, signOut, headers))).toBe("ok");
    const since = Date.now();
    const stream = await opening;
    if ("refused" in stream) expect(stream.refused).toBe(401);
    else await expectEnded(stream, since, `round ${round}`);
  }
});

test("a revocation that was told while the listener was away ends the stream when it is back", async ({
  other,
  person,
  db,
}) => {
  const cookie = await (await person()).signIn();
  const stream = await open(other, cookie);
  await expect.poll(stream.text).toContain('"fresh"');
  // A revocation that no listener is told of, and then a new connection of every listener.
  await db.prisma.signIn.update({
    where: { tokenHash: sha256(cookie.slice("curfew=".length)) },
    data: { revokedAt: new Date() },
  });
  const since = Date.now();
  await db.prisma.$queryRaw`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE query ILIKE 'LISTEN %' AND datname = current_database()`;
  await expectEnded(stream, since, "the stream");
});

test.describe("behind a proxy that ends TLS", () => {
  const NAME = "curfew.example";
  const ORIGIN = `https://${NAME}`;
  const asProxy = {
    host: NAME,
    "x-forwarded-host": NAME,
    "x-forwarded-proto": "https",
    "x-forwarded-for": "203.0.113.9",
  };
  const PASSWORD = "a long sentence works";

  const proxied = test.extend<object, { behind: WebServer }>({
    behind: [
      async ({ product }, use) => {
        const behind = await startWebServer(3217, product.databaseUrl, {
          APP_ORIGIN: ORIGIN,
          CURFEW_TRUSTED_PROXIES: "127.0.0.1, ::1",
        });
        await use(behind);
        await behind.stop();
      },
      { scope: "worker" },
    ],
  });

  proxied("the cookie is bound to the host and to https, and so is every answer", async ({ behind, db }) => {
    const name = `tls.${randomBytes(4).toString("hex")}`;
    const { id: operatorId } = await db.prisma.operator.create({
      data: {
        name,
        displayName: "Tess Lane",
        role: "auditor",
        passwordHash: await hash(PASSWORD),
        createdAt: new Date(),
      },
    });
    const signIn = actionNamed("operator.sign-in");
    const input = { name, password: PASSWORD };

    for (const origin of [`http://${NAME}`, "http://localhost:3217", "https://evil.example", undefined]) {
      const headers = { ...asProxy, ...(origin ? { origin } : {}) };
      const refused = await postAction(behind.url, signIn, headers, input);
      expect(refused.status, String(origin)).toBe(403);
      expect(refused.headers["set-cookie"], String(origin)).toBeUndefined();
    }
    expect(await db.prisma.signIn.count({ where: { operatorId } })).toBe(0);

    const answer = await postAction(behind.url, signIn, { ...asProxy, origin: ORIGIN }, input);
    expect(outcome(answer)).toBe("ok");
    const [set = ""] = answer.headers["set-cookie"] ?? [];
    expect(answer.headers["set-cookie"]).toHaveLength(1);
    expect(set).toMatch(/^__Host-curfew=[\w-]{43};/);
    const attributes = set.toLowerCase().split("; ").slice(1);
    expect(attributes).toEqual(expect.arrayContaining(["secure", "httponly", "path=/", "samesite=lax"]));
    expect(set).not.toMatch(/domain=/i);
    expect(await db.prisma.signIn.findFirst({ where: { operatorId } })).toMatchObject({
      address: "203.0.113.9",
    });

    const cookie = set.split(";")[0] ?? "";
    for (const path of ["/sessions", "/sign-in", "/nowhere", "/events", "/icon.svg"]) {
      const { headers } = await rawRequest(behind.url, path, { headers: { ...asProxy, cookie } });
      expect(headers["strict-transport-security"], path).toMatch(/^max-age=63072000; includeSubDomains$/);
      expect(headers["content-security-policy"], path).toMatch(/script-src 'nonce-[\w+/=]{24}'/);
    }
    expect((await rawRequest(behind.url, "/sessions", { headers: { ...asProxy, cookie } })).status).toBe(200);
    // The name without `__Host-` could have been planted by a neighbouring name.
    const planted = { ...asProxy, cookie: cookie.replace("__Host-", "") };
    expect((await rawRequest(behind.url, "/sessions", { headers: planted })).status).toBe(307);

    const headers = { ...asProxy, origin: ORIGIN, cookie };
    const out = await postAction(behind.url, actionNamed("operator.sign-out"), headers);
    expect(outcome(out)).toBe("ok");
    expect(out.headers["set-cookie"]?.[0]).toMatch(/^__Host-curfew=;.*Secure/i);
    expect((await rawRequest(behind.url, "/sessions", { headers: { ...asProxy, cookie } })).status).toBe(307);
  });

  proxied("a redirect never leads to plain http or another name", async ({ behind }) => {
    for (const path of ["/", "/sessions", "/orders/1"]) {
      const { status, headers } = await rawRequest(behind.url, path, { headers: asProxy });
      expect(status, path).toBe(307);
      expect(headers.location, path).toMatch(/^(\/(?!\/)|https:\/\/curfew\.example\/)/);
    }
  });
});

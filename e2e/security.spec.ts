import { openDatabase } from "@/lib/storage/database";
import { startScratchProduct } from "../scripts/start-scratch-product.mjs";
import { actionsToPost, addresses } from "./built-surface";
import { findBarriers } from "./fixtures/axe";
import { IDENTITIES, identities, mayDo } from "./fixtures/identities";
import { sha256 } from "./fixtures/sign-in";
import { expect, test } from "./fixtures/test";
import { outcome, postAction } from "./post-action";
import { rawRequest } from "./raw-request";

/** As in lib/auth/throttle.ts, which a test runner cannot load. */
const ATTEMPTS = 10;
const WINDOW_MS = 15 * 60_000;
/** Set when the product under test was built without proxy.ts: what it refuses must not change. */
const WITHOUT_PROXY = process.env.CURFEW_E2E_WITHOUT_PROXY === "1";

test.describe("authorisation", () => {
  for (const identity of IDENTITIES) {
    identities(`every action, posted directly as ${identity}`, async ({ product, db, cookieFor }) => {
      for (const action of actionsToPost()) {
        const cookie = await cookieFor(identity);
        const before = await db.prisma.trail.count();
        const answer = await postAction(product.webUrl, action, { origin: product.webUrl, cookie });
        const said = outcome(answer);
        if (mayDo(identity, action.permission)) {
          expect(
            ["ok", "invalid_input", "conflict", "not_found"],
            `${identity} ${action.name}: ${said}`,
          ).toContain(said);
        } else {
          const expected = mayDo(identity, "signed-in") ? "forbidden" : "unauthenticated";
          expect(said, `${identity} ${action.name}`).toBe(expected);
          expect(await db.prisma.trail.count(), `${action.name} left a trace`).toBe(before);
        }
      }
    });

    identities(`every page and route, asked for as ${identity}`, async ({ product, cookieFor }) => {
      for (const { path, permission, isPage } of addresses()) {
        const cookie = await cookieFor(identity);
        const { status, headers } = await rawRequest(product.webUrl, path, { headers: { cookie } });
        const said = `${identity} ${path}: ${status}`;
        const toSignIn = headers.location?.startsWith("/sign-in") === true;
        if (mayDo(identity, permission)) {
          expect([200, 303, 307, 404], said).toContain(status);
          expect(toSignIn, said).toBe(false);
        } else if (mayDo(identity, "signed-in")) {
          expect(status, said).toBe(403);
        } else if (isPage) {
          expect(status, said).toBe(307);
          expect(toSignIn, said).toBe(true);
        } else {
          expect(status, said).toBe(401);
        }
      }
    });
  }
});

test.describe("forged requests", () => {
  const origins: readonly (readonly [string, Record<string, string>])[] = [
    ["a missing Origin", {}],
    ["the origin null", { origin: "null" }],
    ["an evil origin", { origin: "https://evil.example" }],
    [
      "an evil origin, and a forwarded host to match",
      { origin: "https://evil.example", "x-forwarded-host": "evil.example" },
    ],
    ["an evil origin and Host", { origin: "http://evil.example", host: "evil.example" }],
    ["another port of this machine", { origin: "http://localhost:1" }],
    ["an origin that begins like ours", { origin: "http://localhost.evil.example" }],
  ];
  for (const [what, headers] of origins) {
    test(`${what}: every action is refused and nothing changes`, async ({ product, db, cookieOf }) => {
      const cookie = await cookieOf("administrator");
      const before = await db.prisma.trail.count();
      for (const action of actionsToPost()) {
        const answer = await postAction(product.webUrl, action, { cookie, ...headers });
        expect(
          answer.status !== 200 || outcome(answer) === "forbidden",
          `${action.name}: ${answer.status}`,
        ).toBe(true);
        expect(answer.body, action.name).not.toContain('"ok":true');
      }
      expect(await db.prisma.trail.count()).toBe(before);
      const stillIn = await rawRequest(product.webUrl, "/sessions", { headers: { cookie } });
      expect(stillIn.status, "the sign-in is as it was").toBe(200);
    });
  }

  test("a cross-site form that names an action does not run it", async ({ product, db, cookieOf }) => {
    const cookie = await cookieOf("administrator");
    const before = await db.prisma.trail.count();
    for (const { id, path, name } of actionsToPost()) {
      for (const origin of ["https://evil.example", "null", undefined]) {
        const body = `--x\r\nContent-Disposition: form-data; name="$ACTION_ID_${id}"\r\n\r\n\r\n--x--\r\n`;
        const headers = {
          cookie,
          "content-type": "multipart/form-data; boundary=x",
          ...(origin ? { origin } : {}),
        };
        const { body: answer } = await rawRequest(product.webUrl, path, { method: "POST", headers, body });
        expect(answer, `${name} from ${origin}`).not.toContain('"ok":true');
      }
    }
    expect(await db.prisma.trail.count()).toBe(before);
    const { status } = await rawRequest(product.webUrl, "/sessions", { headers: { cookie } });
    expect(status, "the sign-in is as it was").toBe(200);
  });

  test("other methods reach no page, no route and no action", async ({ product, cookieOf }) => {
    const cookie = await cookieOf("administrator");
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      for (const { path, isPage } of addresses()) {
        const { status } = await rawRequest(product.webUrl, path, { method, headers: { cookie } });
        // Without proxy.ts Next draws a page whatever the method; nothing else happens.
        if (isPage && WITHOUT_PROXY) continue;
        expect([403, 405], `${method} ${path}: ${status}`).toContain(status);
      }
    }
  });

  test("a forged token, a hash out of the database and an old cookie name sign nobody in", async ({
    product,
    db,
    cookieOf,
  }) => {
    const cookie = await cookieOf("administrator");
    const token = cookie.split("=")[1] ?? "";
    const forged = [
      `curfew=${sha256(token)}`,
      `curfew=${token}x`,
      `__Host-curfew=${token}`,
      "curfew=' OR 1=1 --",
    ];
    for (const header of forged) {
      const { status } = await rawRequest(product.webUrl, "/sessions", { headers: { cookie: header } });
      expect(status, header).toBe(307);
    }
    expect(await db.prisma.signIn.count({ where: { tokenHash: token } })).toBe(0);
  });

  test("a revoked sign-in is out at the next request", async ({ product, db, cookieOf }) => {
    const cookie = await cookieOf("operator");
    const ask = () => rawRequest(product.webUrl, "/sessions", { headers: { cookie } });
    expect((await ask()).status).toBe(200);
    await db.prisma.signIn.update({
      where: { tokenHash: sha256(cookie.split("=")[1] ?? "") },
      data: { revokedAt: new Date() },
    });
    expect((await ask()).status).toBe(307);
  });
});

test("an unknown Host is answered nowhere", async ({ product, cookieOf }) => {
  const cookie = await cookieOf("administrator");
  const paths = [...addresses().map(({ path }) => path), "/set-up?token=x", "/icon.svg", "/nowhere"];
  for (const host of ["evil.example", "localhost.evil.example:3210", "127.0.0.1.nip.io"]) {
    for (const path of paths) {
      const { status, body } = await rawRequest(product.webUrl, path, { headers: { host, cookie } });
      // Without proxy.ts a page can only say that it is not there, and a file has nothing to hide.
      if (!WITHOUT_PROXY) expect(status, `${host} ${path}`).toBe(421);
      else if (path !== "/icon.svg" && path !== "/") expect([404, 421], `${host} ${path}`).toContain(status);
      expect(body, `${host} ${path}`).not.toContain("e2e.administrator");
    }
  }
});

test.describe("headers", { tag: "@proxy" }, () => {
  test("every answer carries them, errors included", async ({ product, cookieOf }) => {
    const cookie = await cookieOf("administrator");
    const paths = [
      ...addresses().map(({ path }) => path),
      "/nowhere",
      "/_next/image?url=%2Ficon.svg&w=64&q=75",
    ];
    const asks = paths.flatMap((path) => [
      { path, headers: { cookie } },
      { path, headers: {} },
    ]);
    const nonces = new Set<string>();
    for (const { path, headers } of [...asks, { path: "/", headers: { host: "evil.example" } }]) {
      const answer = await rawRequest(product.webUrl, path, { headers });
      const policy = String(answer.headers["content-security-policy"]);
      expect(policy, path).toMatch(/script-src 'nonce-[\w+/=]{24}' 'strict-dynamic'/);
      expect(policy, path).toContain("require-trusted-types-for 'script'");
      expect(policy, path).toContain("frame-ancestors 'none'");
      expect(policy.split("style-src-attr")[0], path).not.toContain("unsafe");
      expect(answer.headers, path).toMatchObject({
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
      });
      expect(answer.headers["cache-control"], path).toContain("no-store");
      expect(answer.headers["x-powered-by"], path).toBeUndefined();
      const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? "";
      expect(nonces.has(nonce), `${path} re-uses a nonce`).toBe(false);
      nonces.add(nonce);
      for (const [script] of answer.body.matchAll(/<script\b[^>]*>/g)) {
        expect(script, path).toContain(`nonce="${nonce}"`);
      }
    }
  });

  test("the image optimiser is not there", async ({ product }) => {
    const { status } = await rawRequest(product.webUrl, "/_next/image?url=%2Ficon.svg&w=64&q=75");
    expect(status).toBe(404);
  });

  test("no page breaks the policy in a browser", async ({ openAs }) => {
    const page = await openAs("administrator");
    const broken: string[] = [];
    await page.addInitScript(() => {
      addEventListener("securitypolicyviolation", (event) => {
        console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
      });
    });
    page.on("console", (message) => {
      if (/policy:|Content Security Policy|Trusted/.test(message.text()))
        broken.push(`${page.url()} ${message.text()}`);
    });
    page.on("pageerror", (error) => broken.push(`${page.url()} ${error.message}`));
    for (const { path, isPage } of [...addresses(), { path: "/nowhere", isPage: true }]) {
      if (!isPage) continue;
      await page.goto(path);
      await expect(page.locator("h1")).toBeVisible();
    }
    await page.goto("/sessions");
    await page.getByRole("link", { name: "Orders" }).click();
    await expect(page).toHaveURL(/\/orders/);
    expect(broken).toEqual([]);
  });
});

test("an open redirect after signing in leads home instead", async ({ product, cookieOf }) => {
  const cookie = await cookieOf("auditor");
  for (const next of ["//evil.example", "https://evil.example", "/\\evil.example", "/%09/evil.example"]) {
    const path = `/sign-in?next=${encodeURIComponent(next)}`;
    const { status, headers } = await rawRequest(product.webUrl, path, { headers: { cookie } });
    expect(status).toBe(307);
    expect(headers.location, next).toMatch(/^\/(sessions|%09\/evil\.example)$/);
  }
});

test("rotating X-Forwarded-For gets no further than the throttle", async ({ product, db }) => {
  const signIn = actionsToPost().find(({ name }) => name === "operator.sign-in");
  if (!signIn) throw new Error("no sign-in action");
  await db.prisma.throttle.deleteMany();
  const startedAt = Date.now();
  const posts = Array.from({ length: 60 }, (_, n) => {
    const address = `203.0.113.${n}`;
    const headers = { origin: product.webUrl, "x-forwarded-for": address, "x-curfew-peer": address };
    return postAction(product.webUrl, signIn, headers, { name: `guessed-${n}`, password: "guess" });
  });
  const said = (await Promise.all(posts)).map(outcome);
  const windowOf = (at: number) => Math.floor(at / WINDOW_MS);
  const limit = windowOf(startedAt) === windowOf(Date.now()) ? ATTEMPTS : 2 * ATTEMPTS;
  expect(said.filter((word) => word === "unauthenticated").length).toBeLessThanOrEqual(limit);
  expect(said.filter((word) => word === "unavailable").length).toBeGreaterThanOrEqual(60 - limit);
  // The other tests come from the same address.
  await db.prisma.throttle.deleteMany();
});

test("100 set-up posts at once make one administrator, and afterwards there is no set-up", {
  tag: "@proxy",
}, async ({ page }) => {
  const product = await startScratchProduct({ port: 3230, name: "set-up" });
  try {
    const db = openDatabase(product.databaseUrl, 2);
    const setUpUrl = new URL(product.setUpUrl ?? "");
    const token = setUpUrl.searchParams.get("token");
    await page.goto(setUpUrl.href);
    await expect(page.getByRole("heading", { name: "Create the administrator" })).toBeVisible();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      expect(await findBarriers(page), colorScheme).toEqual([]);
    }
    const setUp = actionsToPost().find(({ name }) => name === "operator.set-up");
    if (!setUp) throw new Error("no set-up action");
    const evil = await postAction(
      product.webUrl,
      setUp,
      { origin: "http://evil.example", host: "evil.example" },
      {},
    );
    expect(evil.status).toBe(421);
    const posts = Array.from({ length: 100 }, (_, n) =>
      postAction(
        product.webUrl,
        setUp,
        { origin: product.webUrl },
        { token, name: `admin-${n}`, displayName: `Admin ${n}`, password: "a long sentence works" },
      ),
    );
    const answers = await Promise.all(posts);
    expect(answers.filter((answer) => outcome(answer) === "ok")).toHaveLength(1);
    expect(await db.prisma.operator.count()).toBe(1);
    expect((await rawRequest(product.webUrl, setUpUrl.pathname + setUpUrl.search)).status).toBe(404);
    await db.close();
  } finally {
    await product.stop();
  }
});

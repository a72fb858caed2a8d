import { randomInt } from "node:crypto";
import { type ActionToPost, actionsToPost } from "./built-surface";
import { type Identity, identities } from "./fixtures/identities";
import { type Secrets, seedSecrets } from "./fixtures/seed-secrets";
import { expect } from "./fixtures/test";
import { outcome, postAction } from "./post-action";

/** An id is no permission: whoever may not read gets nothing by knowing, or guessing, what a thing is called. */

const EACH = 200;
const AT_ONCE = 16;
const ODD_IDS = ["0", "-1", "1.5", "1e3", "0x1", "%31", "NaN", "2147483648", "9223372036854775808", "1%00"];

const test = identities.extend<{ secrets: Secrets }>({
  async secrets({ db }, use) {
    const secrets = await seedSecrets(db, 5);
    await use(secrets);
    await secrets.remove();
  },
});

interface Place {
  readonly path: string;
  readonly isPage: boolean;
  readonly exists: boolean;
}

/** 1,200 addresses: what exists, its neighbours, the odd ones, and whatever comes. */
function places(secrets: Secrets): Place[] {
  const kinds = [
    { at: (id: string) => `/associates/${id}`, ids: secrets.associateIds },
    { at: (id: string) => `/hosts/${id}`, ids: secrets.hostIds },
    { at: (id: string) => `/orders/${id}`, ids: secrets.orderIds },
    { at: (id: string) => `/orders/${id}/evidence`, ids: secrets.orderIds, isPage: false },
    { at: (id: string) => `/sessions?s=${id}`, ids: secrets.liveSessionIds },
    { at: (id: string) => `/imports/${id}`, ids: secrets.importIds },
  ];
  return kinds.flatMap(({ at, ids, isPage = true }) => {
    const real = ids.map((id) => ({ path: at(String(id)), isPage, exists: true }));
    const guessed = [...Array.from({ length: 60 }, (_, n) => String(n + 1)), ...ODD_IDS];
    while (guessed.length < EACH - real.length) guessed.push(String(randomInt(1, 2 ** 31)));
    return [...real, ...guessed.map((id) => ({ path: at(id), isPage, exists: false }))];
  });
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  // One queue for all: an iterator hands each item out once.
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** As a browser goes there, or as Next's own navigation does. Connections are kept. */
async function ask(base: string, path: string, cookie: string, isNavigation: boolean) {
  const headers = { cookie, ...(isNavigation ? { rsc: "1" } : {}) };
  // Next sends whoever leaves its own mark off the address there.
  const mark = isNavigation ? `${path.includes("?") ? "&" : "?"}_rsc` : "";
  const answer = await fetch(base + path + mark, { headers, redirect: "manual" });
  return { status: answer.status, location: answer.headers.get("location"), body: await answer.text() };
}

// Thousands of requests each: on a busy machine they take their time.
test.describe.configure({ timeout: 300_000 });

test("the addresses that exist do tell who may read them", async ({ product, secrets, cookieFor }) => {
  const cookie = await cookieFor("auditor");
  const real = places(secrets).filter(({ exists }) => exists);
  expect(real).toHaveLength(30);
  for (const isNavigation of [false, true]) {
    await inParallel(real, async ({ path }) => {
      const { status, body } = await ask(product.webUrl, path, cookie, isNavigation);
      expect(status, path).toBe(200);
      expect(body, path).toContain(secrets.mark);
    });
  }
});

for (const identity of ["nobody", "revoked", "disabled"] as const) {
  test(`1,200 foreign ids asked for as ${identity}: none is read`, async ({
    product,
    db,
    secrets,
    cookieFor,
  }) => {
    const all = places(secrets);
    expect(all).toHaveLength(1_200);
    const cookie = await cookieFor(identity);
    const [associates, hosts] = await Promise.all([
      db.prisma.associate.findMany({ select: { name: true, fullName: true } }),
      db.prisma.host.findMany({ select: { name: true } }),
    ]);
    // A nonce or a word of the page may well hold a name of three letters.
    const names = [
      ...hosts.map(({ name }) => name),
      ...associates.flatMap((who) => [who.name, who.fullName]),
    ].filter((name) => name.length >= 6);
    const asks = all.flatMap((place, n) => {
      const navigation = { ...place, isNavigation: true };
      const asked = { ...place, isNavigation: false };
      return place.exists || n % 10 === 0 ? [asked, navigation] : [asked];
    });
    // Collected: one assertion for each answer would take longer than the answers.
    const wrong: string[] = [];
    await inParallel(asks, async ({ path, isPage, isNavigation }) => {
      const { status, location, body } = await ask(product.webUrl, path, cookie, isNavigation);
      const isRefused = isPage
        ? isNavigation
          ? // Told where to go within the frame of the page, which holds nothing else.
            /"digest":"NEXT_REDIRECT;\w+;\/sign-in/.test(body)
          : status === 307 && location?.startsWith("/sign-in") === true
        : status === 401;
      const named = [secrets.mark, ...names].find((name) => body.includes(name));
      if (!isRefused || named) wrong.push(`${path}: ${status} ${location} ${named}`);
    });
    expect(wrong).toEqual([]);
  });
}

test.describe("what only administrators may do", () => {
  for (const identity of ["auditor", "operator"] as const) {
    test(`is refused to the ${identity}, whatever the id`, async ({ product, db, secrets, cookieFor }) => {
      const headers = { origin: product.webUrl, cookie: await cookieFor(identity) };
      for (const isNavigation of [false, true]) {
        const page = await ask(product.webUrl, "/enrolment", headers.cookie, isNavigation);
        // Inside the answer to a navigation the refusal is a row of its own.
        if (isNavigation) expect(page.body).toContain('"digest":"NEXT_HTTP_ERROR_FALLBACK;403"');
        else expect(page.status).toBe(403);
        expect(page.body).not.toContain(secrets.mark);
      }
      const before = await stateOf();
      for (const { action, inputs } of attempts(identity, secrets)) {
        expect(inputs).toHaveLength(100);
        await inParallel(inputs, async (input) => {
          const said = outcome(await postAction(product.webUrl, action, headers, input));
          expect(said, `${identity} ${action.name} ${JSON.stringify(input)}`).toBe("forbidden");
        });
      }
      expect(await stateOf()).toEqual(before);

      async function stateOf() {
        const { prisma } = db;
        return {
          trail: await prisma.trail.count(),
          orders: await prisma.logoffOrder.count(),
          cancelled: await prisma.logoffOrder.count({ where: { NOT: { cancelledAt: null } } }),
          cancelledTargets: await prisma.logoffTarget.count({ where: { state: "cancelled" } }),
          revokedAgents: await prisma.agent.count({ where: { NOT: { revokedAt: null } } }),
          apiTokens: await prisma.apiToken.count(),
          operators: await prisma.operator.findMany({ orderBy: { id: "asc" } }),
          links: await prisma.passwordLink.count(),
          tokens: await prisma.enrolmentToken.count(),
          imports: await prisma.import.findMany({ where: { id: { in: [...secrets.importIds] } } }),
          revokedTokens: await prisma.enrolmentToken.count({ where: { NOT: { revokedAt: null } } }),
        };
      }
    });
  }
});

test("an operator changes nothing of an import that is somebody else's", async ({
  product,
  db,
  secrets,
  cookieFor,
}) => {
  const headers = { origin: product.webUrl, cookie: await cookieFor("operator") };
  const kept = () =>
    db.prisma.import.findMany({
      where: { id: { in: [...secrets.importIds] } },
      include: { files: true },
      orderBy: { id: "asc" },
    });
  const before = await kept();
  const actions = actionsToPost().filter(({ name }) => IMPORT_ACTIONS.includes(name));
  expect(actions).toHaveLength(IMPORT_ACTIONS.length);
  for (const [i, importId] of secrets.importIds.entries()) {
    const fileId = secrets.importFileIds[i] ?? 0;
    for (const action of actions) {
      const input = importInput(action.name, importId, fileId);
      expect(outcome(await postAction(product.webUrl, action, headers, input)), action.name).toBe(
        "forbidden",
      );
    }
    const url = `${product.webUrl}/imports/${importId}/files/${fileId}`;
    expect((await fetch(`${url}?offset=0`, { method: "PUT", body: "piece", headers })).status).toBe(403);
  }
  expect(await kept()).toEqual(before);
});

/** What is asked of one import, by its id. */
const IMPORT_ACTIONS: readonly string[] = [
  "import.add-files",
  "import.commit",
  "import.discard",
  "import.leave-out-file",
  "import.name-host",
  "import.set-offset",
  "import.undo",
];

function importInput(name: string, importId: number, fileId: number): object {
  switch (name) {
    case "import.add-files":
      return { importId, files: [{ name: "mine.evtx", bytes: 1 }] };
    case "import.leave-out-file":
      return { importId, fileId };
    case "import.name-host":
      return { importId, fileId, host: "TS-MINE" };
    case "import.set-offset":
      return { importId, utcOffset: 60 };
    case "import.undo":
      return { importId, reason: "Because" };
    default:
      return { importId };
  }
}

/** Every id that exists and guesses up to a hundred, for each action that this role may not take. */
function attempts(
  identity: Identity,
  secrets: Secrets,
): { readonly action: ActionToPost; readonly inputs: readonly object[] }[] {
  const hundred = <T>(real: readonly T[], guess: () => T) => [
    ...real,
    ...Array.from({ length: 100 - real.length }, guess),
  ];
  const number = () => randomInt(1, 2 ** 31);
  const administrators = {
    "agent.re-enrol": hundred(secrets.agentIds, number).map((agentId) => ({ agentId })),
    "agent.revoke": hundred(secrets.agentIds, number).map((agentId) => ({ agentId, reason: "Because" })),
    "agent.rotate": hundred(secrets.agentIds, number).map((agentId) => ({ agentId, reason: "Because" })),
    "agent.settle-alarm": hundred(secrets.agentIds, number).map((agentId) => ({
      agentId,
      reason: "Because",
    })),
    "api-token.create": hundred([], number).map((n) => ({
      label: `Token ${n}`,
      role: "administrator",
      scopes: ["orders"],
      expiresInDays: 1,
    })),
    "api-token.revoke": hundred([], number).map((tokenId) => ({ tokenId })),
    "enrolment-token.create": hundred([], number).map((n) => ({
      label: `Token ${n}`,
      uses: 1,
      expiresInHours: 1,
    })),
    "enrolment-token.revoke": hundred(secrets.tokenIds, number).map((tokenId) => ({ tokenId })),
    "operator.change": hundred([1, 2, 3], number).map((operatorId) => ({
      operatorId,
      displayName: "Taken over",
      role: "administrator",
      scope: { hosts: [], groups: [] },
    })),
    "operator.invite": hundred([], number).map((n) => ({
      name: `intruder-${n}`,
      displayName: "Intruder",
      role: "administrator",
      scope: { hosts: [], groups: [] },
    })),
    "operator.link": hundred([1, 2, 3], number).map((operatorId) => ({ operatorId })),
    "operator.switch": hundred([1, 2, 3], number).map((operatorId) => ({ operatorId, isEnabled: false })),
  };
  const operators = {
    "logoff.cancel": hundred(secrets.orderIds, number).map((orderId) => ({ orderId })),
    "order.approve": hundred(secrets.orderIds, number).map((orderId) => ({ orderId, decision: "approve" })),
    "order.preview": hundred(secrets.liveSessionIds, () => String(number())).map((id) => ({
      targets: { kind: "sessions", ids: [id] },
    })),
    "order.request": hundred(secrets.liveSessionIds, () => String(number())).map((id) => ({
      requestKey: crypto.randomUUID(),
      targets: { kind: "sessions", ids: [id] },
      reason: "Because",
    })),
    "order.retry": hundred(secrets.orderIds, number).map((orderId) => ({
      orderId,
      requestKey: crypto.randomUUID(),
    })),
  };
  const imports = Object.fromEntries(
    IMPORT_ACTIONS.map((name) => [
      name,
      hundred(secrets.importIds, number).map((id) => importInput(name, id, number())),
    ]),
  );
  const inputs: Readonly<Record<string, readonly object[]>> =
    identity === "auditor" ? { ...administrators, ...operators, ...imports } : administrators;
  return actionsToPost().flatMap((action) => {
    const mine = inputs[action.name];
    return mine ? [{ action, inputs: mine }] : [];
  });
}

import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway, type TestGateway } from "../testing/start-test-gateway";
import { call } from "../testing/test-agent";

let gateway: TestGateway;
let authorization: string;
beforeAll(async () => {
  gateway = await startTestGateway();
  authorization = `Bearer ${(await gateway.apiToken()).token}`;
});
afterAll(() => gateway.close());

const ask = (method: string, path: string, headers: Record<string, string> = {}) =>
  call(gateway.port, path, { method, headers: { authorization, ...headers } });

test("what shippers ask before they send is answered as Elasticsearch does", async () => {
  const root = await ask("GET", "/");
  expect(root.json()).toMatchObject({ version: { number: "8.19.0", build_flavor: "default" } });
  expect(root.headers["x-elastic-product"]).toBe("Elasticsearch");
  expect(root.headers["content-type"]).toBe("application/json");
  expect((await ask("GET", "/_license")).json()).toMatchObject({ license: { status: "active" } });
  expect((await ask("GET", "/_xpack")).json()).toMatchObject({ license: { status: "active" } });
  expect((await ask("GET", "/_cluster/health?timeout=5s")).json()).toMatchObject({ status: "green" });
  expect((await ask("GET", "/_cat/health")).text).toBe("curfew green 1 1\n");
  const head = await ask("HEAD", "/");
  expect([head.status, head.text, head.headers["x-elastic-product"]]).toEqual([200, "", "Elasticsearch"]);
});

test("whatever is set up is done already", async () => {
  for (const path of [
    "/_index_template/winlogbeat-8.17.0",
    "/_template/logstash",
    "/_component_template/x",
    "/_ilm/policy/winlogbeat",
    "/_data_stream/logs-x",
    "/_ingest/pipeline/winlogbeat-8.17.0-security",
    "/_nodes",
  ]) {
    expect((await ask("GET", path)).json(), path).toEqual({});
    for (const method of ["PUT", "POST", "DELETE"]) {
      expect((await ask(method, path)).json(), `${method} ${path}`).toEqual({ acknowledged: true });
    }
  }
});

test("the media type of each version is spoken back", async () => {
  for (const version of [7, 8, 9]) {
    const accept = `application/vnd.elasticsearch+json; compatible-with=${version}`;
    const { headers } = await ask("GET", "/", { accept });
    expect(headers["content-type"]).toBe(`application/vnd.elasticsearch+json;compatible-with=${version}`);
  }
});

test("nothing else is there: unknown paths, methods, and no token", async () => {
  for (const path of [
    "/_search",
    "/winlogbeat/_search",
    "/_bulk/x",
    "/_security/user",
    "/__proto__",
    "/a/b/_bulk",
  ]) {
    expect((await ask("GET", path)).status, path).toBe(404);
  }
  const wrong = await ask("DELETE", "/");
  expect([wrong.status, wrong.headers.allow]).toEqual([405, "GET, HEAD"]);
  const nobody = await call(gateway.port, "/", { method: "GET" });
  expect(nobody.status).toBe(401);
  expect(nobody.headers["x-elastic-product"]).toBe("Elasticsearch");
  expect(nobody.json()).toMatchObject({ error: { type: "security_exception" }, status: 401 });
});

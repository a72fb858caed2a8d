import type { Door, DoorAnswer } from "./door";

const ANY = ["GET", "HEAD", "POST", "PUT", "DELETE"];
const LOOK = ["GET", "HEAD"];

const VERSION = {
  name: "curfew",
  cluster_name: "curfew",
  cluster_uuid: "Y3VyZmV3LWdhdGV3YXktMA",
  version: {
    number: "8.19.0",
    build_flavor: "default",
    build_type: "tar",
    build_hash: "0000000000000000000000000000000000000000",
    build_date: "2025-07-01T00:00:00.000000000Z",
    build_snapshot: false,
    lucene_version: "9.12.2",
    minimum_wire_compatibility_version: "7.17.0",
    minimum_index_compatibility_version: "7.0.0",
  },
  tagline: "Not Elasticsearch: Curfew, which takes its _bulk requests",
};
const LICENSE = { status: "active", uid: "curfew", type: "basic", mode: "basic" };
const HEALTH = { cluster_name: "curfew", status: "green", timed_out: false, number_of_nodes: 1 };

const FIXED: Readonly<Record<string, unknown>> = {
  "/": VERSION,
  "/_license": { license: LICENSE },
  "/_xpack": { license: LICENSE, features: {} },
  "/_cluster/health": HEALTH,
};

/** What shippers set up before they send: there is nothing to set up here, so each is told that it is done. */
const SET_UP =
  /^\/(_index_template|_template|_component_template|_ilm|_data_stream|_ingest\/pipeline|_nodes)(\/|$)/;

/** What shippers ask of Elasticsearch before they send. */
export function handshakeAt(path: string): Pick<Door, "methods" | "handle"> | null {
  const fixed = Object.hasOwn(FIXED, path) ? FIXED[path] : null;
  if (fixed) return { methods: LOOK, handle: () => told(fixed) };
  if (path === "/_cat/health") return { methods: LOOK, handle: catHealth };
  if (!SET_UP.test(path)) return null;
  return {
    methods: ANY,
    handle: ({ method }) => told(LOOK.includes(method) ? {} : { acknowledged: true }),
  };
}

function told(value: unknown): DoorAnswer {
  return { status: 200, body: JSON.stringify(value) };
}

function catHealth(): DoorAnswer {
  return { status: 200, contentType: "text/plain; charset=UTF-8", body: "curfew green 1 1\n" };
}

import { checkDatabase } from "@/lib/services/check-database";
import { version } from "../package.json";
import type { Gateway, RouteAnswer } from "./gateway";

const PATIENCE_MS = 2_000;

export async function health({ db, waiting }: Gateway): Promise<RouteAnswer> {
  const facts = { agentsWaiting: waiting.count, version };
  if (await checkDatabase(db, PATIENCE_MS)) {
    return { status: 200, body: { status: "ok", database: "reachable", ...facts } };
  }
  const message = "The database does not answer: agents keep what they have and send it later.";
  return { status: 503, body: { status: "unavailable", database: "unreachable", message, ...facts } };
}

import { readAgentInstaller } from "@/lib/services/read-agent-installer";
import { readAgentProgram } from "@/lib/services/read-agent-program";
import type { Gateway, RouteAnswer } from "./gateway";
import { Refusal } from "./refusal";

/** The agent itself, for hosts to fetch. A file of the build: no byte of it comes from a request. */
export async function program(_gateway: Gateway): Promise<RouteAnswer> {
  const found = await readAgentProgram();
  if (!found) throw new Refusal(404, "not_found", "The agent is not built here: run node scripts/build.mjs.");
  return {
    status: 200,
    body: null,
    file: { type: "text/javascript; charset=utf-8", content: found.content },
  };
}

/** The same for Windows. It is built apart, so it may be missing where the program is not. */
export async function installer(_gateway: Gateway): Promise<RouteAnswer> {
  const content = await readAgentInstaller();
  if (!content)
    throw new Refusal(404, "not_found", "The installer is not built here: run node scripts/build-msi.mjs.");
  return { status: 200, body: null, file: { type: "application/x-msi", content } };
}

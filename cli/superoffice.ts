import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { DomainError } from "@/lib/domain/errors";
import { counted } from "@/lib/format/count";
import type { Context } from "@/lib/services/context";
import { logOffThere } from "@/lib/services/superoffice/log-off-there";
import { SuperOfficeClient, serverNameOf } from "@/lib/services/superoffice/superoffice-client";
import { syncSuperOffice } from "@/lib/services/superoffice/sync-superoffice";
import type { ExitCode } from "./run-command";
import type { Output } from "./watch-order";

export const SUPEROFFICE_USAGE = `curfew superoffice: who the associates of a SuperOffice server are here

  curfew superoffice sync --url URL --authorization-file FILE [--app-token-file FILE]
         reads its users and ties them to accounts by the SID of their Active Directory credential
         [--log-off ID[,ID…]]   then calls LogOffWindowsUsers there, and lists again
  The file holds the whole header, such as: Bearer 7T:…

  --json   one JSON object for machines`;

const options = {
  url: { type: "string" },
  "authorization-file": { type: "string" },
  "app-token-file": { type: "string" },
  "log-off": { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** `curfew superoffice …` */
export async function runSuperOffice(
  ctx: Context,
  argv: readonly string[],
  { out }: Pick<Output, "out">,
): Promise<ExitCode> {
  const { values: flags, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
  if (flags.help || positionals[0] !== "sync") {
    out(SUPEROFFICE_USAGE);
    return flags.help ? 0 : 2;
  }
  const url = flags.url ?? "";
  const appToken = flags["app-token-file"] ? await secretFrom(flags["app-token-file"]) : undefined;
  const authorization = await secretFrom(flags["authorization-file"]);
  const client = new SuperOfficeClient({ url, authorization, ...(appToken ? { appToken } : {}) });
  const server = serverNameOf(url);
  const synced = await syncSuperOffice(ctx, server, client);
  const ids = flags["log-off"]?.split(",").map(Number);
  const loggedOff = ids ? await logOffThere(ctx, server, client, ids) : null;
  if (flags.json) out(JSON.stringify({ ...synced, ...(loggedOff ? { loggedOff } : {}) }));
  else {
    const { read, linked, created, withoutSid, ambiguous } = synced;
    const unclear = ambiguous > 0 ? `, ${ambiguous} whose SIDs do not say who they are` : "";
    out(
      `${counted(read, "user")} read: ${linked} linked by SID (${created} new), ${withoutSid} without one${unclear}.`,
    );
    if (loggedOff) {
      const { ended, still, notLoggedOn } = loggedOff;
      out(
        `Logged off there: ${ended.length} ended, ${still.length} still listed, ${notLoggedOn.length} were not logged on.`,
      );
    }
  }
  return loggedOff && loggedOff.still.length > 0 ? 1 : 0;
}

async function secretFrom(file: string | undefined): Promise<string> {
  if (!file) {
    throw new DomainError(
      "invalid_input",
      "Name the file with the Authorization header: --authorization-file FILE",
    );
  }
  const text = (await readFile(file, "utf8")).trim();
  if (text !== "" && !/[\r\n]/.test(text)) return text;
  throw new DomainError("invalid_input", `${file} must hold one line: the whole header.`);
}

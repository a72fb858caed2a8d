import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { systemActor } from "@/lib/auth/system-actor";
import { DomainError } from "@/lib/domain/errors";
import { counted } from "@/lib/format/count";
import type { Context } from "@/lib/services/context";
import { createEnrolmentToken } from "@/lib/services/create-enrolment-token";
import { importAssociates } from "@/lib/services/import-associates";
import { issuePasswordLinkOf } from "@/lib/services/issue-password-link";
import { issueSetUpToken } from "@/lib/services/issue-set-up-token";
import { makeContext } from "@/lib/services/make-context";
import { importLogs } from "./import-logs";
import { runImportWorker } from "./import-work";
import { runOrders } from "./orders";
import { type ExitCode, runCommand } from "./run-command";
import { listSessions } from "./sessions";
import { runSuperOffice } from "./superoffice";
import { createToken, listTokens, revokeToken } from "./token";
import { checkTrail } from "./trail";
import type { Output } from "./watch-order";

const USAGE = `curfew: who is on, log them off, prove when they left

  curfew agent …                                  install, examine and run the agent of this host (curfew agent --help)
  curfew set-up-link                              a new one-time link, while there is no administrator
  curfew operator link NAME                       a one-time link by which an operator sets a new password
  curfew enrolment-token create --label TEXT [--group TEXT] [--uses N] [--hours N]
  curfew token create --label TEXT [--scopes ingest,read,orders,webapi] [--role auditor] [--group TEXT] [--days N]
                      [--only-hosts 'WS-*,TS-0?'] [--only-groups TEXT]   what its orders may hit
  curfew token list | revoke ID                   API tokens for shippers, scripts and WebAPI clients
  curfew associates import FILE                   people and their accounts, from a JSON file
  curfew sessions FILE|FOLDER…                    pair logs without a server: EVTX, XML, JSON, wtmp, also in zip, gzip
         [--by-host] [--utc-offset +HH:MM]       all files are one machine's, unless split by the host they name
  curfew orders create | watch | cancel           ask for an end of sessions (curfew orders --help)
  curfew superoffice sync                         the associates of a SuperOffice server (curfew superoffice --help)
  curfew import FILE|FOLDER… [--host NAME]        bring logs into the history; --host: whose they all are
         [--utc-offset +HH:MM]                   how far ahead of UTC clocks stood whose times bear no zone
  curfew trail verify                             recompute the hash chain of the trail, and hold it against what
                                                 the gateway has signed

  --json   one JSON object for machines`;

const options = {
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  label: { type: "string" },
  group: { type: "string" },
  uses: { type: "string" },
  hours: { type: "string" },
  role: { type: "string" },
  scopes: { type: "string" },
  days: { type: "string" },
  "only-hosts": { type: "string" },
  "only-groups": { type: "string" },
  "by-host": { type: "boolean" },
  "utc-offset": { type: "string" },
  host: { type: "string" },
  work: { type: "boolean" },
} as const;

type Flags = ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>["values"];

function print(flags: Flags, value: object, words: string): void {
  console.log(flags.json ? JSON.stringify(value) : words);
}

async function setUpLink(ctx: Context, flags: Flags): Promise<ExitCode> {
  const issued = await issueSetUpToken({ ...ctx, actor: systemActor("set-up") }, {});
  if (issued) print(flags, issued, `Open /set-up?token=${issued.token} on the dashboard's address.`);
  else if (!flags.json) console.log("There is an administrator already: sign in.");
  return 0;
}

async function operatorLink(ctx: Context, flags: Flags, name: string | undefined): Promise<ExitCode> {
  const issued = await issuePasswordLinkOf({ ...ctx, actor: systemActor("set-up") }, { name });
  print(flags, issued, `Open ${issued.path} on the dashboard's address. It works once, for a day.`);
  return 0;
}

async function makeToken(ctx: Context, flags: Flags): Promise<ExitCode> {
  const made = await createEnrolmentToken(ctx, {
    label: flags.label,
    group: flags.group ?? "",
    uses: Number(flags.uses ?? 1),
    expiresInHours: Number(flags.hours ?? 24),
  });
  print(flags, made, `${made.token}\nShown once. It enrols ${counted(Number(flags.uses ?? 1), "host")}.`);
  return 0;
}

async function bringInAssociates(ctx: Context, flags: Flags, file: string | undefined): Promise<ExitCode> {
  if (!file) throw new DomainError("invalid_input", "Name the file to import: curfew associates import FILE");
  const counts = await importAssociates(ctx, parseJson(await readFile(file, "utf8"), file));
  print(flags, counts, `${counted(counts.created, "associate")} created, ${counts.updated} updated.`);
  return 0;
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DomainError(
      "invalid_input",
      `${file} is not JSON: ${error instanceof Error ? error.message : error}`,
    );
  }
}

async function bringInLogs(ctx: Context, flags: Flags, paths: readonly string[]): Promise<ExitCode> {
  if (flags.work) return runImportWorker(ctx);
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort(new Error("Stopped.")));
  const input = {
    paths,
    host: flags.host ?? null,
    json: flags.json ?? false,
    utcOffset: flags["utc-offset"] ?? null,
  };
  return importLogs(ctx, input, { out: console.log, err: console.error, signal: stop.signal });
}

/** Needs no database. */
function pairLogs(flags: Flags, paths: readonly string[]): Promise<ExitCode> {
  const input = {
    paths,
    json: flags.json ?? false,
    byHost: flags["by-host"] ?? false,
    utcOffset: flags["utc-offset"] ?? null,
  };
  return listSessions(input, { out: console.log, err: console.error });
}

/** Commands with options of their own. */
const OWN_OPTIONS = { orders: runOrders, superoffice: runSuperOffice } as const;

async function runOwn(room: keyof typeof OWN_OPTIONS, argv: readonly string[]): Promise<ExitCode> {
  const { isTTY } = process.stdout;
  const redraw = (line: string) => process.stdout.write(`\r\u001b[2K${line}`);
  const out = (line: string) => console.log(isTTY ? `\r\u001b[2K${line}` : line);
  const output: Output = { out, redraw: isTTY ? redraw : null };
  const ctx = makeContext(systemActor("cli"));
  try {
    return await OWN_OPTIONS[room](ctx, argv, output);
  } finally {
    await ctx.db.close();
  }
}

async function main(argv: string[]): Promise<ExitCode> {
  const [first, ...rest] = argv;
  if (first === "orders" || first === "superoffice") return runOwn(first, rest);
  const { values: flags, positionals } = parseArgs({ args: argv, options, allowPositionals: true });
  const [room, verb, file] = positionals;
  const name = [room, verb].filter(Boolean).join(" ");
  if (flags.help || !room) {
    console.log(USAGE);
    return flags.help ? 0 : 2;
  }
  if (room === "sessions") return pairLogs(flags, positionals.slice(1));
  const command = {
    "set-up-link": setUpLink,
    "operator link": (ctx: Context, given: Flags) => operatorLink(ctx, given, file),
    "enrolment-token create": makeToken,
    "associates import": (ctx: Context, given: Flags) => bringInAssociates(ctx, given, file),
    "token create": createToken,
    "token list": listTokens,
    "token revoke": (ctx: Context, given: Flags) => revokeToken(ctx, given, file),
    "trail verify": (ctx: Context, given: Flags) => checkTrail(ctx, given, console.log),
    // What follows the word are files.
    import: (ctx: Context, given: Flags) => bringInLogs(ctx, given, positionals.slice(1)),
  }[room === "import" ? room : name];
  if (!command)
    throw new DomainError("invalid_input", `There is no command "${name}". curfew --help lists them.`);
  const ctx = makeContext(systemActor("cli"));
  try {
    return await command(ctx, flags);
  } finally {
    await ctx.db.close();
  }
}

process.exitCode = await runCommand(() => main(process.argv.slice(2)));

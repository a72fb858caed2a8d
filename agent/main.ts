import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { examine, findingsAsJson, findingsInWords } from "./doctor/doctor";
import type { Finding } from "./doctor/finding";
import { enrolAgain, enrolAgent } from "./enrol";
import { installAgent, upgradeAgent } from "./install/install";
import { placesOf } from "./install/places";
import { uninstallAgent } from "./install/uninstall";
import { openPlatform, PLATFORM_NAMES, type PlatformName } from "./open-platform";
import { readToken } from "./read-token";
import { runAgent } from "./run-agent";
import { AGENT_VERSION } from "./version";
import { windowsStateFolder } from "./windows/state-folder";

const USAGE = `curfew-agent ${AGENT_VERSION}

  curfew-agent install --server URL [--token-file FILE] [--again] [--platform samba]
      Installs this program as a service, joins this host to a Curfew gateway and starts it; as root. Without
      --token-file the token is asked for, or read from standard input. Done twice it changes nothing.
      --again: takes a new key, with a token of Re-enrol.
      --platform samba, here and below: the file server on this host, a host of its own with an agent of its own.
  curfew-agent upgrade [--platform samba]
      Puts this version in the place of the installed one; goes back by itself when it does not come up.
  curfew-agent uninstall [--purge] [--platform samba]
      Removes service and program; asks whether the key and what was not sent go too (--purge: they do).
  curfew-agent doctor [--json] [--state DIR] [--platform samba]
      Looks at clock, gateway, key, audit log, spool, permissions and service, and says what to do.
      Exit status: 0 when all of it works, 1 when something must be mended.
  curfew-agent enrol --server URL [--token-file FILE] [--again] [--state DIR] [--platform samba]
      Joins this host to a Curfew gateway, and installs nothing. On Windows the installed service goes on by itself.
  curfew-agent run [--server URL] [--state DIR] [--platform samba]
      Reports who is on and what was audited, and logs off whom Curfew says.
  curfew-agent service
      What Windows' manager of services starts; nobody types it.
  curfew-agent probe [--json] [--platform samba]
      Says whether this host has a session manager that the agent can speak to; --json: and all that it says.
`;

/** The unit's StateDirectory; the same folder by hand. */
function stateDirOf(platform: PlatformName | null): string {
  if (process.platform === "win32") return windowsStateFolder();
  return process.env.STATE_DIRECTORY ?? `/var/lib/curfew-agent${platform === null ? "" : `-${platform}`}`;
}

const EXIT = { done: 0, failed: 1, misused: 2 } as const;

const VERBS = new Map<string, (options: Options) => Promise<number>>([
  ["install", install],
  ["upgrade", upgrade],
  ["uninstall", uninstall],
  ["doctor", doctor],
  ["enrol", enrol],
  ["run", run],
  ["service", service],
  ["probe", probe],
]);

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`curfew-agent: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(EXIT.failed);
  },
);

async function main(argv: string[]): Promise<number> {
  const [verb, ...rest] = argv;
  const options = readOptions(rest);
  if (verb === "--version") {
    process.stdout.write(`${AGENT_VERSION}\n`);
    return EXIT.done;
  }
  if (verb === "--help" || verb === "help") {
    process.stdout.write(USAGE);
    return EXIT.done;
  }
  const run = VERBS.get(verb ?? "");
  if (!run || typeof options === "string") {
    const problem = typeof options === "string" ? options : `unknown verb ${verb ?? "(none)"}`;
    process.stderr.write(`curfew-agent: ${problem}\n\n${USAGE}`);
    return EXIT.misused;
  }
  return run(options);
}

interface Options {
  readonly server: string | undefined;
  readonly tokenFile: string | undefined;
  readonly stateDir: string;
  /** A server on this host instead of the host itself. */
  readonly platform: PlatformName | null;
  readonly again: boolean;
  readonly purge: boolean;
  readonly json: boolean;
}

function readOptions(args: string[]): Options | string {
  try {
    const { values } = parseArgs({
      args,
      options: {
        server: { type: "string" },
        "token-file": { type: "string" },
        state: { type: "string" },
        platform: { type: "string" },
        again: { type: "boolean", default: false },
        purge: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
      },
    });
    const platform = PLATFORM_NAMES.find((name) => name === values.platform) ?? null;
    if (values.platform !== undefined && platform === null)
      return `--platform ${values.platform} is not known: ${PLATFORM_NAMES.join(", ")}, or none for this host itself`;
    const { server, state = stateDirOf(platform), again, purge, json } = values;
    return { platform, server, tokenFile: values["token-file"], stateDir: state, again, purge, json };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function install({ server, tokenFile, again, platform, stateDir }: Options): Promise<number> {
  if (process.platform === "win32") throw await howOnWindows("install", stateDir);
  await installAgent({ server, tokenFile, again, places: placesOf(platform), say });
  return EXIT.done;
}

async function upgrade({ platform, stateDir }: Options): Promise<number> {
  if (process.platform === "win32") throw await howOnWindows("upgrade", stateDir);
  await upgradeAgent(placesOf(platform), say);
  return EXIT.done;
}

async function uninstall({ purge, platform, stateDir }: Options): Promise<number> {
  if (process.platform === "win32") throw await howOnWindows("uninstall", stateDir);
  await uninstallAgent({ purge, places: placesOf(platform), say });
  return EXIT.done;
}

async function doctor({ stateDir, json, platform }: Options): Promise<number> {
  const findings = await examineHere(stateDir, platform);
  say(json ? findingsAsJson(findings) : findingsInWords(findings));
  return findings.some(({ state }) => state === "bad") ? EXIT.failed : EXIT.done;
}

async function examineHere(stateDir: string, name: PlatformName | null): Promise<Finding[]> {
  const looks = { stateDir, openPlatform: () => openPlatform(() => {}, name), now: Date.now };
  if (process.platform === "win32")
    return (await import("./windows/doctor/examine-windows")).examineWindows(looks);
  return examine({ ...looks, places: placesOf(name), hasService: existsSync("/run/systemd/system") });
}

async function howOnWindows(verb: "install" | "upgrade" | "uninstall", stateDir: string): Promise<Error> {
  return new Error((await import("./windows/install/words")).sayHowOnWindows(verb, stateDir));
}

async function enrol({ server, tokenFile, stateDir, platform: name, again }: Options): Promise<number> {
  if (!server) {
    process.stderr.write("curfew-agent: --server says where the gateway is\n");
    return EXIT.misused;
  }
  const token = await readToken(tokenFile);
  if (process.platform === "win32")
    (await import("./windows/install/private-folder")).ensurePrivateFolder(stateDir);
  const platform = await openPlatform(log, name);
  try {
    const joining = { platform, stateDir, serverUrl: server, token };
    const identity = again ? await enrolAgain(joining) : await enrolAgent(joining);
    process.stdout.write(`enrolled as host ${identity.hostId}, agent ${identity.agentId}\n`);
    return EXIT.done;
  } finally {
    await platform.close();
  }
}

async function run({ server, stateDir, platform: name }: Options): Promise<number> {
  const stop = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => stop.abort());
  const platform = await openPlatform(log, name);
  try {
    log(`curfew-agent ${AGENT_VERSION} runs`);
    await runAgent({
      platform,
      stateDir,
      signal: stop.signal,
      log,
      ...(server === undefined ? {} : { serverUrl: server }),
    });
    return EXIT.done;
  } finally {
    await platform.close();
  }
}

async function service({ stateDir }: Options): Promise<number> {
  if (process.platform !== "win32")
    throw new Error("only Windows starts services like this: curfew-agent run");
  await (await import("./windows/service/serve")).serveOnWindows(stateDir);
  return EXIT.done;
}

async function probe({ platform: name, json }: Options): Promise<number> {
  const platform = await openPlatform(json ? log : () => {}, name);
  try {
    const sessions = await platform.listSessions();
    if (!json) say(`${sessions.length} sessions are on`);
    else {
      const host = await platform.facts();
      const boot = await platform.boot();
      const policy = await platform.auditPolicy();
      say(JSON.stringify({ host, boot, policy, sessions }, null, 2));
    }
    return EXIT.done;
  } finally {
    await platform.close();
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Standard error: the service manager dates and keeps it. */
function log(line: string): void {
  process.stderr.write(`${line}\n`);
}

import { parseArgs } from "node:util";
import { enrolAgent } from "./enrol";
import { openPlatform, PLATFORM_NAMES, type PlatformName } from "./open-platform";
import { readToken } from "./read-token";
import { runAgent } from "./run-agent";
import { AGENT_VERSION } from "./version";

const USAGE = `curfew-agent ${AGENT_VERSION}

  curfew-agent enrol --server URL [--token-file FILE] [--state DIR] [--platform samba]
      Joins this host to a Curfew gateway. Without --token-file the token is asked for.
  curfew-agent run [--server URL] [--state DIR] [--platform samba]
      Reports who is on and what was audited, and logs off whom Curfew says.
  curfew-agent probe [--platform samba]
      Says whether this host has a session manager that the agent can speak to.
`;

/** The unit's StateDirectory; the same folder by hand. */
function stateDirOf(platform: PlatformName | null): string {
  return process.env.STATE_DIRECTORY ?? `/var/lib/curfew-agent${platform === null ? "" : `-${platform}`}`;
}

const EXIT = { done: 0, failed: 1, misused: 2 } as const;

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
  if (verb === "probe" && typeof options !== "string") return probe(options);
  if ((verb !== "enrol" && verb !== "run") || typeof options === "string") {
    const problem = typeof options === "string" ? options : `unknown verb ${verb ?? "(none)"}`;
    process.stderr.write(`curfew-agent: ${problem}\n\n${USAGE}`);
    return EXIT.misused;
  }
  return verb === "enrol" ? enrol(options) : run(options);
}

interface Options {
  readonly server: string | undefined;
  readonly tokenFile: string | undefined;
  readonly stateDir: string;
  /** A server on this host instead of the host itself. */
  readonly platform: PlatformName | null;
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
      },
    });
    const platform = PLATFORM_NAMES.find((name) => name === values.platform) ?? null;
    if (values.platform !== undefined && platform === null)
      return `--platform ${values.platform} is not known: ${PLATFORM_NAMES.join(", ")}, or none for this host itself`;
    return {
      platform,
      server: values.server,
      tokenFile: values["token-file"],
      stateDir: values.state ?? stateDirOf(platform),
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function enrol({ server, tokenFile, stateDir, platform: name }: Options): Promise<number> {
  if (!server) {
    process.stderr.write("curfew-agent: --server says where the gateway is\n");
    return EXIT.misused;
  }
  const token = await readToken(tokenFile);
  const platform = await openPlatform(log, name);
  try {
    const identity = await enrolAgent({ platform, stateDir, serverUrl: server, token });
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

async function probe({ platform: name }: Options): Promise<number> {
  const platform = await openPlatform(() => {}, name);
  try {
    const sessions = await platform.listSessions();
    process.stdout.write(`${sessions.length} sessions are on\n`);
    return EXIT.done;
  } finally {
    await platform.close();
  }
}

/** Standard error: the service manager dates and keeps it. */
function log(line: string): void {
  process.stderr.write(`${line}\n`);
}

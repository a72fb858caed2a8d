import * as z from "zod/mini";

/** Of `smbstatus --json` (Samba 4.17 and later), what names a session. */
const statusSchema = z.object({
  version: z.string(),
  sessions: z.record(
    z.string(),
    z.object({
      session_id: z.string(),
      server_id: z.object({ pid: z.string() }),
      uid: z.int(),
      username: z.string(),
      remote_machine: z.string(),
      hostname: z.string(),
    }),
  ),
  tcons: z.record(
    z.string(),
    z.object({ service: z.string(), session_id: z.string(), connected_at: z.string() }),
  ),
});

export interface SmbSession {
  readonly pid: number;
  readonly uid: number;
  readonly user: string;
  readonly address: string;
  readonly shares: readonly string[];
  /** Of the oldest share that is open; null while none is. */
  readonly connectedAt: number | null;
}

export interface SmbStatus {
  readonly version: string;
  readonly sessions: readonly SmbSession[];
}

export function readSmbStatus(text: string): SmbStatus {
  const parsed = statusSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join(".");
    throw new Error(
      `smbstatus --json cannot be read${field ? `: ${field}` : ""}; it takes Samba 4.17 or later`,
    );
  }
  const { version, sessions, tcons } = parsed.data;
  return {
    version,
    sessions: Object.values(sessions).map((session) => {
      const open = Object.values(tcons).filter(
        ({ session_id, service }) => session_id === session.session_id && service.toUpperCase() !== "IPC$",
      );
      const times = open.map(({ connected_at }) => Date.parse(connected_at)).filter(Number.isFinite);
      return {
        pid: Number(session.server_id.pid),
        uid: session.uid,
        user: session.username,
        address: addressOf(session.hostname) || session.remote_machine,
        shares: open.map(({ service }) => service).sort(),
        connectedAt: times.length === 0 ? null : Math.min(...times),
      };
    }),
  };
}

/** `ipv4:10.0.0.7:55048`, `ipv6:fd00::7:55048`. */
function addressOf(hostname: string): string {
  return /^ipv[46]:(.+):\d+$/.exec(hostname)?.[1] ?? "";
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

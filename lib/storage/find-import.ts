import type { Actor } from "@/lib/domain/actor";
import type {
  FileReport,
  ImportCounts,
  ImportFileStatus,
  ImportPreview,
  ImportState,
  ImportStatus,
} from "@/lib/domain/import-facts";
import type { Database } from "./database";

export interface FoundImport {
  readonly id: number;
  readonly state: ImportState;
  readonly source: "web" | "cli";
  readonly operatorId: number | null;
  readonly problem: string;
  readonly oneHost: string;
  readonly utcOffset: number | null;
  readonly createdAt: Date;
  readonly createdBy: Actor;
  readonly committedAt: Date | null;
  readonly undoneAt: Date | null;
  readonly counts: ImportCounts | null;
  readonly preview: ImportPreview | null;
  readonly reports: Readonly<Record<number, FileReport>>;
}

export async function findImport(db: Database, importId: number): Promise<FoundImport | null> {
  const row = await db.prisma.import.findUnique({
    where: { id: importId },
    include: {
      files: { where: { state: { in: ["read", "unreadable"] } }, select: { id: true, report: true } },
    },
  });
  if (!row) return null;
  const { files, state, source, createdBy, counts, preview, ...facts } = row;
  const { id, operatorId, problem, oneHost, utcOffset, createdAt, committedAt, undoneAt } = facts;
  return {
    id,
    operatorId,
    problem,
    oneHost,
    utcOffset,
    createdAt,
    committedAt,
    undoneAt,
    state: state as ImportState,
    source: source as "web" | "cli",
    createdBy: createdBy as unknown as Actor,
    counts: counts as unknown as ImportCounts | null,
    preview: preview as unknown as ImportPreview | null,
    reports: Object.fromEntries(files.map((file) => [file.id, file.report as unknown as FileReport])),
  };
}

export async function readImportStatusRow(
  db: Database,
  importId: number,
  now: Date,
): Promise<ImportStatus | null> {
  const { rows } = await db.pool.query<Omit<ImportStatus, "files">>(
    `SELECT id AS "importId", state, problem, done_events AS "doneEvents",
       due_boots AS "dueBoots", left_boots AS "leftBoots", preview IS NOT NULL AS "isPreviewed"
     FROM import WHERE id = $1`,
    [importId],
  );
  const [row] = rows;
  if (!row) return null;
  const files = await db.pool.query<ImportFileStatus>(
    `SELECT id, name, bytes::float8 AS bytes, received::float8 AS received, checksum::float8 AS checksum, state,
       sha256, same_as AS "sameAs", format, host_name AS "hostName", read_bytes::float8 AS "readBytes",
       read_events AS "readEvents", extract(epoch FROM $2 - started_at)::float8 * 1000 AS "readMs"
     FROM import_file WHERE import_id = $1 AND state <> 'left_out' ORDER BY id`,
    [importId, now],
  );
  return { ...row, files: files.rows };
}

export interface ImportedHost {
  readonly id: number;
  readonly name: string;
  readonly events: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

/** The hosts whose history an import has made, the most of it first. */
export async function listImportedHosts(db: Database, importId: number): Promise<ImportedHost[]> {
  const { rows } = await db.pool.query<ImportedHost>(
    `SELECT host.id, host.name, e.events, e.first_at AS "firstAt", e.last_at AS "lastAt" FROM (
       SELECT host_id, count(*)::int AS events, extract(epoch FROM min(at))::float8 * 1000 AS first_at,
         extract(epoch FROM max(at))::float8 * 1000 AS last_at
       FROM audit_event WHERE import_id = $1 GROUP BY host_id
     ) AS e JOIN host ON host.id = e.host_id ORDER BY e.events DESC, host.name LIMIT 100`,
    [importId],
  );
  return rows;
}

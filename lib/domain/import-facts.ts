import type { Confidence, EndingKind } from "./ending";

/** Only an open import takes files; `failed` stopped part way and may go on or be undone. */
export type ImportState = "open" | "committing" | "committed" | "failed" | "undoing" | "undone" | "discarded";

export type ImportFileState = "uploading" | "waiting" | "reading" | "read" | "unreadable" | "left_out";

export interface ImportCounts {
  readonly added: number;
  readonly duplicates: number;
  readonly rejected: number;
  /** After an undo. */
  readonly removed?: number;
}

/** What one file turned out to be. */
export interface FileReport {
  readonly records: number;
  readonly kept: number;
  readonly skipped: number;
  readonly rejected: number;
  /** Of the kept ones, how many the history holds already. */
  readonly known: number;
  /** Kept events whose record names no host. */
  readonly unnamed: number;
  /** As the records call them; the first few. */
  readonly hosts: readonly string[];
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  readonly notes: readonly string[];
  /** Of a zip: what it holds, the first few. */
  readonly entries: readonly FileEntry[];
  readonly moreEntries?: number;
  /** The first few; the rest is counted. */
  readonly rejects: readonly PreviewReject[];
  readonly ms: number;
}

/** A file inside a zip. */
export interface FileEntry {
  readonly name: string;
  readonly format: string;
  /** Unpacked. */
  readonly bytes: number;
  readonly records: number;
  readonly kept: number;
  readonly rejected: number;
}

export interface PreviewReject {
  readonly where: string;
  readonly reason: string;
}

export interface PreviewHost {
  readonly name: string;
  /** Null for a host that the commit would make. */
  readonly hostId: number | null;
  readonly events: number;
  readonly sessions: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

export interface PreviewSession {
  readonly host: string;
  readonly account: string | null;
  readonly startedAt: number | null;
  readonly startedBefore: number | null;
  readonly kind: EndingKind;
  readonly endAt: number | null;
  readonly notBefore: number;
  readonly notAfter: number | null;
  readonly confidence: Confidence;
  readonly because: string;
}

export interface PreviewLeftover {
  readonly host: string;
  readonly eventId: number;
  readonly at: number;
  readonly why: string;
  readonly count: number;
}

/** What an import holds, before anything of it is in the history. */
export interface ImportPreview {
  readonly events: number;
  readonly hosts: readonly PreviewHost[];
  readonly moreHosts: number;
  readonly accounts: number;
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  /** Fewer than `events` where some stand before what was paired already: the commit pairs all of them. */
  readonly pairedEvents: number;
  readonly sessions: number;
  readonly byKind: Readonly<Partial<Record<EndingKind, number>>>;
  /** All of them, or the newest with some of each way to end. */
  readonly sample: readonly PreviewSession[];
  readonly leftovers: readonly PreviewLeftover[];
}

/** What changes while somebody looks on. */
export interface ImportStatus {
  readonly importId: number;
  readonly state: ImportState;
  readonly problem: string;
  readonly doneEvents: number;
  /** Boots to pair once everything is written, and how many of them still wait; 0 before. */
  readonly dueBoots: number;
  readonly leftBoots: number;
  readonly isPreviewed: boolean;
  readonly files: readonly ImportFileStatus[];
}

export interface ImportFileStatus {
  readonly id: number;
  readonly name: string;
  readonly bytes: number;
  readonly received: number;
  /** CRC-32 of what was received. */
  readonly checksum: number;
  readonly state: ImportFileState;
  readonly sha256: string | null;
  readonly sameAs: number | null;
  readonly format: string | null;
  readonly hostName: string;
  readonly readBytes: number;
  readonly readEvents: number;
  /** Milliseconds that the reading has taken so far; null before it began. */
  readonly readMs: number | null;
}

/** One request carries at most so much of a file. */
export const CHUNK_BYTES = 4 * 1024 * 1024;
export const MAX_FILES = 2_000;

import { CHUNK_BYTES } from "@/lib/domain/import-facts";
import { sendPiece } from "./send-piece";

export type UploadState =
  | { readonly kind: "queued" }
  | { readonly kind: "sending"; readonly bytesPerSecond: number }
  | { readonly kind: "paused" }
  /** Tried again by itself. */
  | { readonly kind: "lost"; readonly why: string }
  /** Not without a person. */
  | { readonly kind: "stopped"; readonly why: string }
  | { readonly kind: "sent" };

export interface Upload {
  readonly fileId: number;
  readonly importId: number;
  readonly sent: number;
  readonly bytes: number;
  readonly state: UploadState;
}

interface Held {
  upload: Upload;
  readonly file: File;
}

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 15_000;

/** Sends files piece by piece, one after another, while the console is open: it goes on whatever page is looked at. */
export class UploadQueue {
  readonly #held = new Map<number, Held>();
  readonly #listeners = new Set<() => void>();
  #snapshot: ReadonlyMap<number, Upload> = new Map();
  #isRunning = false;
  #stop = new AbortController();

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** By file id. */
  uploads = (): ReadonlyMap<number, Upload> => this.#snapshot;

  add(importId: number, fileId: number, file: File, sent: number): void {
    const upload: Upload = { fileId, importId, sent, bytes: file.size, state: { kind: "queued" } };
    this.#held.set(fileId, { upload, file });
    this.#tell();
    void this.#run();
  }

  pause(fileId: number): void {
    this.#move(fileId, { kind: "paused" });
    this.#interrupt();
  }

  resume(fileId: number): void {
    this.#move(fileId, { kind: "queued" });
    this.#interrupt();
  }

  drop(fileIds: readonly number[]): void {
    for (const fileId of fileIds) this.#held.delete(fileId);
    this.#tell();
    this.#interrupt();
  }

  /** Ends what is under way or waited for; the loop then looks at what is wanted now. */
  #interrupt(): void {
    this.#stop.abort();
    this.#stop = new AbortController();
    void this.#run();
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    try {
      for (let held = this.#next(); held; held = this.#next()) await this.#send(held);
    } finally {
      this.#isRunning = false;
    }
  }

  #next(): Held | undefined {
    return [...this.#held.values()].find(({ upload: { state } }) =>
      ["queued", "sending", "lost"].includes(state.kind),
    );
  }

  async #send(held: Held): Promise<void> {
    const { fileId, importId } = held.upload;
    const began = { at: performance.now(), sent: held.upload.sent };
    let retryMs = FIRST_RETRY_MS;
    while (this.#held.get(fileId) === held && isWanted(held.upload.state)) {
      const { signal } = this.#stop;
      const offset = held.upload.sent;
      if (offset >= held.upload.bytes) return this.#move(fileId, { kind: "sent" });
      const piece = held.file.slice(offset, offset + CHUNK_BYTES);
      const answer = await sendPiece({ importId, fileId, offset, piece, signal });
      if (this.#held.get(fileId) !== held || !isWanted(held.upload.state)) return;
      if (answer.kind === "received") {
        retryMs = FIRST_RETRY_MS;
        const seconds = (performance.now() - began.at) / 1000;
        const rate = Math.max(0, answer.received - began.sent) / Math.max(0.001, seconds);
        this.#set(held, { sent: answer.received, state: { kind: "sending", bytesPerSecond: rate } });
        if (answer.isWhole) return this.#move(fileId, { kind: "sent" });
      } else if (answer.kind === "stopped") {
        return this.#move(fileId, { kind: "stopped", why: answer.why });
      } else {
        this.#move(fileId, { kind: "lost", why: answer.why });
        await pause(retryMs, signal);
        retryMs = Math.min(LAST_RETRY_MS, retryMs * 2);
      }
    }
  }

  #move(fileId: number, state: UploadState): void {
    const held = this.#held.get(fileId);
    if (held) this.#set(held, { state });
  }

  #set(held: Held, change: Partial<Upload>): void {
    held.upload = { ...held.upload, ...change };
    this.#tell();
  }

  #tell(): void {
    this.#snapshot = new Map([...this.#held].map(([fileId, { upload }]) => [fileId, upload]));
    for (const listener of this.#listeners) listener();
  }
}

function isWanted({ kind }: UploadState): boolean {
  return kind === "queued" || kind === "sending" || kind === "lost";
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** The browser's one queue: it outlives the page that filled it. */
export const uploadQueue = new UploadQueue();

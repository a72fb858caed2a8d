import { bookmarkedRecord } from "./event-cursor";
import { bytesAt, type Called, NativeLibrary } from "./libraries";
import type { Koffi } from "./load-koffi";
import { WIN32, WindowsError } from "./windows-error";

const HERE = null;
const QUERY_FORWARD = 0x1 | 0x100;
const OPEN_CHANNEL = 0x1;
const RENDER = { EVENT_XML: 1, BOOKMARK: 2 } as const;
const LOG = { RECORDS: 5, OLDEST_RECORD: 6 } as const;
const SEEK_FROM_BOOKMARK = 4;
const SUBSCRIBE_TO_FUTURE = 1;
const DELIVER = 1;
const HANDLES_AT_ONCE = 64;
const VARIANT_BYTES = 16;
const VARIANT_TYPE = 12;
const UINT64 = 10;
/** An event is 64 KiB at most, and its XML not much more than eight times that. */
const MAX_XML_BYTES = 1_048_576;

/** What is kept of a log: its records bear the numbers from `oldest` up to and without `next`. */
export interface LogExtent {
  readonly oldest: number;
  readonly next: number;
}

export interface RenderedEvents {
  /** One `<Event>` each, oldest first. */
  readonly xml: readonly string[];
  /** The bookmark of the last; null when there is none. */
  readonly bookmark: string | null;
}

/** The event logs of this host, through wevtapi. */
export class EventLogs {
  readonly #koffi: Koffi;
  readonly #query: (...args: unknown[]) => Promise<Called>;
  readonly #seek: (...args: unknown[]) => Promise<Called>;
  readonly #next: (...args: unknown[]) => Promise<Called>;
  readonly #render: (...args: unknown[]) => Promise<Called>;
  readonly #createBookmark: (...args: unknown[]) => Promise<Called>;
  readonly #updateBookmark: (...args: unknown[]) => Promise<Called>;
  readonly #openLog: (...args: unknown[]) => Promise<Called>;
  readonly #logInfo: (...args: unknown[]) => Promise<Called>;
  readonly #subscribe: (...args: unknown[]) => Promise<Called>;
  readonly #close: (...args: unknown[]) => Promise<Called>;
  readonly #callback: ReturnType<Koffi["pointer"]>;

  constructor(koffi: Koffi, file: string) {
    this.#koffi = koffi;
    const library = new NativeLibrary(koffi, file);
    const called = "uint32 __stdcall (uint32 action, void *context, void *event)";
    this.#callback = koffi.pointer(koffi.proto(called));
    this.#query = library.func(
      "void *__stdcall EvtQuery(void *session, str16 path, str16 query, uint32 flags)",
    );
    this.#seek = library.func(
      "int __stdcall EvtSeek(void *events, int64 position, void *bookmark, uint32 timeout, uint32 flags)",
    );
    this.#next = library.func(
      "int __stdcall EvtNext(void *events, uint32 size, void *handles, uint32 timeout, uint32 flags, _Out_ uint32 *count)",
    );
    this.#render = library.func(
      "int __stdcall EvtRender(void *context, void *fragment, uint32 flags, uint32 size, void *buffer, _Out_ uint32 *used, _Out_ uint32 *properties)",
    );
    this.#createBookmark = library.func("void *__stdcall EvtCreateBookmark(str16 xml)");
    this.#updateBookmark = library.func("int __stdcall EvtUpdateBookmark(void *bookmark, void *event)");
    this.#openLog = library.func("void *__stdcall EvtOpenLog(void *session, str16 path, uint32 flags)");
    this.#logInfo = library.func(
      "int __stdcall EvtGetLogInfo(void *log, int property, uint32 size, void *value, _Out_ uint32 *used)",
    );
    this.#subscribe = library.func(
      "void *__stdcall EvtSubscribe(void *session, void *signal, str16 channel, str16 query, void *bookmark, void *context, void *callback, uint32 flags)",
    );
    this.#close = library.func("int __stdcall EvtClose(void *handle)");
  }

  async extent(channel: string): Promise<LogExtent> {
    const log = await this.#open("EvtOpenLog", this.#openLog(HERE, channel, OPEN_CHANNEL));
    try {
      const oldest = await this.#number(log, LOG.OLDEST_RECORD);
      const records = await this.#number(log, LOG.RECORDS);
      return { oldest, next: oldest + records };
    } finally {
      await this.#close(log);
    }
  }

  /** Events of a channel that a query asks for: those behind a bookmark, or from the oldest on. */
  async read(channel: string, query: string, after: string | null, limit: number): Promise<RenderedEvents> {
    const events = await this.#open("EvtQuery", this.#query(HERE, channel, query, QUERY_FORWARD));
    const bookmark = await this.#open("EvtCreateBookmark", this.#createBookmark(after)).catch(
      async (error: unknown) => {
        await this.#close(events);
        throw error;
      },
    );
    try {
      const xml: string[] = [];
      if (after !== null) {
        // To the event that was read last, which is certainly there: what an offset past the end does, nobody documents.
        done("EvtSeek", await this.#seek(events, 0, bookmark, 0, SEEK_FROM_BOOKMARK));
        await this.#renderAll(await this.#take(events, 1), bookmark, xml);
        if (xml[0] !== undefined && recordNumber(xml[0]) === bookmarkedRecord(after)) xml.pop();
      }
      while (xml.length < limit) {
        const wanted = Math.min(HANDLES_AT_ONCE, limit - xml.length);
        const handles = await this.#take(events, wanted);
        await this.#renderAll(handles, bookmark, xml);
        if (handles.length < wanted) break;
      }
      const reached = xml.length === 0 ? null : await this.#text(bookmark, RENDER.BOOKMARK);
      return { xml, bookmark: reached };
    } finally {
      await this.#close(bookmark);
      await this.#close(events);
    }
  }

  /** Rings for each event that a query asks for, from now on; returns what ends it. */
  async subscribe(channel: string, query: string, ring: () => void): Promise<() => Promise<void>> {
    // Windows calls from a thread of its own; koffi hands the call to this one.
    const callback = this.#koffi.register((action: number) => {
      if (action === DELIVER) ring();
      return 0;
    }, this.#callback);
    const args = [HERE, null, channel, query, null, null, callback, SUBSCRIBE_TO_FUTURE];
    const subscription = await this.#open("EvtSubscribe", this.#subscribe(...args)).catch(
      (error: unknown) => {
        this.#koffi.unregister(callback);
        throw error;
      },
    );
    return async () => {
      // Not on this thread: closing waits for a call that is on its way, and that waits for this thread.
      await this.#close(subscription);
      this.#koffi.unregister(callback);
    };
  }

  async #take(events: unknown, wanted: number): Promise<unknown[]> {
    const handles = this.#koffi.alloc("void *", wanted);
    try {
      const count: [number] = [0];
      const called = await this.#next(events, wanted, handles, 0xffff_ffff, 0, count);
      if (!called.result) {
        if (called.lastError === WIN32.NO_MORE_ITEMS) return [];
        throw new WindowsError("EvtNext", called.lastError);
      }
      return this.#koffi.decode(handles, "void *", Math.min(count[0], wanted));
    } finally {
      this.#koffi.free(handles);
    }
  }

  async #renderAll(handles: readonly unknown[], bookmark: unknown, xml: string[]): Promise<void> {
    try {
      for (const handle of handles) xml.push(await this.#text(handle, RENDER.EVENT_XML));
      const last = handles.at(-1);
      if (last !== undefined) done("EvtUpdateBookmark", await this.#updateBookmark(bookmark, last));
    } finally {
      for (const handle of handles) await this.#close(handle);
    }
  }

  async #text(fragment: unknown, what: number): Promise<string> {
    for (let size = 8_192; ; ) {
      const buffer = this.#koffi.alloc("uint8", size);
      try {
        const used: [number] = [0];
        const { result, lastError } = await this.#render(null, fragment, what, size, buffer, used, [0]);
        if (result) return withoutEnd(bytesAt(this.#koffi, buffer, Math.min(used[0], size)));
        if (lastError !== WIN32.INSUFFICIENT_BUFFER || used[0] <= size || used[0] > MAX_XML_BYTES)
          throw new WindowsError("EvtRender", lastError);
        size = used[0];
      } finally {
        this.#koffi.free(buffer);
      }
    }
  }

  async #number(log: unknown, property: number): Promise<number> {
    const variant = this.#koffi.alloc("uint8", VARIANT_BYTES);
    try {
      done("EvtGetLogInfo", await this.#logInfo(log, property, VARIANT_BYTES, variant, [0]));
      const bytes = bytesAt(this.#koffi, variant, VARIANT_BYTES);
      return bytes.readUInt32LE(VARIANT_TYPE) === UINT64 ? Number(bytes.readBigUInt64LE(0)) : 0;
    } finally {
      this.#koffi.free(variant);
    }
  }

  async #open(call: string, opening: Promise<Called>): Promise<unknown> {
    const { result, lastError } = await opening;
    if (!result) throw new WindowsError(call, lastError);
    return result;
  }
}

function recordNumber(xml: string): number | null {
  const written = /<EventRecordID>(\d{1,15})</.exec(xml)?.[1];
  return written === undefined ? null : Number(written);
}

function withoutEnd(bytes: Buffer): string {
  const text = bytes.toString("utf16le");
  const end = text.indexOf("\0");
  return end < 0 ? text : text.slice(0, end);
}

function done(call: string, { result, lastError }: Called): void {
  if (!result) throw new WindowsError(call, lastError);
}

import { ArraySplitter } from "./array-splitter";
import type { DoorAnswer, DoorRequest } from "./door";
import { type Line, LineSplitter } from "./line-splitter";
import { readLine } from "./read-record";
import { readSlices } from "./read-slices";
import { Shipment } from "./shipment";

const TOLD_REJECTS = 10;
const BYTE_ORDER_MARK = "\uFEFF";

/** One JSON record a line, in any dialect that we read; or one JSON array of them. */
export async function ndjson(request: DoorRequest): Promise<DoorAnswer> {
  const ticket = request.doors.intake.enter();
  try {
    const shipment = new Shipment();
    let reader: LineRecords | ArrayRecords | null = null;
    for await (const slice of readSlices(request.message, ticket, request.patience)) {
      const bytes: Buffer = reader ? slice : withoutMark(slice);
      reader ??= isArray(bytes) ? new ArrayRecords(shipment) : new LineRecords(shipment);
      reader.push(bytes);
    }
    reader?.finish();
    await request.doors.commits.add(request.token, shipment, request.patience.over);
    const { received, events, skipped, rejected, rejects } = shipment;
    const told = rejects.slice(0, TOLD_REJECTS).map(({ where, reason }) => ({ where, reason }));
    const body = { received, kept: events.length, ofNoInterest: skipped, rejected, rejects: told };
    return { status: 200, body: JSON.stringify(body) };
  } finally {
    ticket.leave();
  }
}

class LineRecords {
  readonly #shipment: Shipment;
  readonly #lines = new LineSplitter();

  constructor(shipment: Shipment) {
    this.#shipment = shipment;
  }

  push(slice: Buffer): void {
    for (const line of this.#lines.push(slice)) take(this.#shipment, line, "line");
  }

  finish(): void {
    for (const line of this.#lines.finish()) take(this.#shipment, line, "line");
  }
}

class ArrayRecords {
  readonly #shipment: Shipment;
  readonly #elements = new ArraySplitter();

  constructor(shipment: Shipment) {
    this.#shipment = shipment;
  }

  push(slice: Buffer): void {
    for (const element of this.#elements.push(slice)) take(this.#shipment, element, "element");
  }

  finish(): void {
    const reason = this.#elements.fault();
    if (reason) this.#shipment.take({ kind: "reject", reason }, "the end of the array");
  }
}

function take(shipment: Shipment, line: Line, what: string): void {
  if (line.length === 0) return;
  for (const outcome of readLine(line)) shipment.take(outcome, what, line);
}

/** PowerShell and editors on Windows like to write one. */
function withoutMark(first: Buffer): Buffer {
  const mark = Buffer.from(BYTE_ORDER_MARK);
  return first.subarray(0, mark.length).equals(mark) ? first.subarray(mark.length) : first;
}

function isArray(first: Buffer): boolean {
  return /^\s*\[/.test(first.subarray(0, 64).toString("latin1"));
}

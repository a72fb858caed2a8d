import { Refusal } from "../refusal";
import type { DoorAnswer, DoorRequest } from "./door";
import { KeptBody } from "./kept-body";
import { LineSplitter } from "./line-splitter";
import { readDocument } from "./read-record";
import { readSlices } from "./read-slices";
import { Shipment } from "./shipment";

type Action = "index" | "create" | "update" | "delete";
const ACTIONS: readonly string[] = ["index", "create", "update", "delete"];

/**
 * Elasticsearch's `_bulk`. A document that is no record of a kind we know is answered as created all the same: it is kept
 * as a reject for the operator to see, and no shipper does any better with a 400 — some send the whole request again.
 */
export async function bulk(request: DoorRequest): Promise<DoorAnswer> {
  const startedAt = performance.now();
  const ticket = request.doors.intake.enter();
  try {
    const shipment = new Shipment();
    const reader = new BulkReader(shipment);
    const lines = new LineSplitter();
    const sent = new KeptBody(request.message);
    let unpackedBytes = 0;
    for await (const slice of readSlices(request.message, ticket, request.patience)) {
      unpackedBytes += slice.length;
      for (const { number, bytes } of lines.push(slice)) reader.line(number, bytes);
    }
    for (const { number, bytes } of lines.finish()) reader.line(number, bytes);
    reader.finish();
    shipment.body.packed = sent.worthKeeping(shipment, unpackedBytes);
    await request.doors.commits.add(request.token, shipment, request.patience.over);
    const took = Math.round(performance.now() - startedAt);
    const items = reader.items.join(",");
    // Word for word as some shippers look for it.
    const head = reader.hasErrors ? `"errors":true,"items":[` : `"errors":false,"items":[`;
    return { status: 200, body: `{"took":${took},${head}${items}]}` };
  } finally {
    ticket.leave();
  }
}

const DONE = {
  index: `{"index":{"status":201}}`,
  create: `{"create":{"status":201}}`,
} as const;

class BulkReader {
  readonly items: string[] = [];
  hasErrors = false;
  readonly #shipment: Shipment;
  #action: Action | null = null;
  /** Shippers write the same line again and again. */
  #lastLine = Buffer.alloc(0);
  #lastAction: Action = "index";

  constructor(shipment: Shipment) {
    this.#shipment = shipment;
  }

  line(number: number, bytes: Buffer | null): void {
    const action = this.#action;
    if (action === null) {
      if (bytes === null || bytes.length > 0) this.#begin(number, bytes);
      return;
    }
    this.#action = null;
    if (action === "update" || action === "delete") {
      this.#refuse(action);
    } else {
      const outcome = readDocument(bytes, number - 1, this.#shipment.body);
      this.#shipment.take(outcome, `line ${number}`, bytes ?? "");
      this.items.push(DONE[action]);
    }
  }

  finish(): void {
    if (this.#action !== null) {
      throw new Refusal(
        400,
        "invalid_input",
        "The last action has no document: end the body with a newline.",
      );
    }
  }

  #begin(number: number, bytes: Buffer | null): void {
    const action = bytes && (bytes.equals(this.#lastLine) ? this.#lastAction : actionOf(bytes));
    if (!bytes || !action) {
      throw new Refusal(
        400,
        "invalid_input",
        `Malformed action/metadata line [${number}]: expected one of ${ACTIONS.join(", ")}.`,
      );
    }
    this.#lastLine = Buffer.from(bytes);
    this.#lastAction = action;
    if (action === "delete") this.#refuse(action);
    else this.#action = action;
  }

  #refuse(action: Action): void {
    this.hasErrors = true;
    const error = {
      type: "illegal_argument_exception",
      reason: "Curfew keeps records and changes none: send index or create.",
    };
    this.items.push(JSON.stringify({ [action]: { status: 400, error } }));
  }
}

function actionOf(bytes: Buffer): Action | null {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString("utf8"));
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  const [name, ...others] = Object.keys(value);
  return others.length === 0 && isAction(name) ? name : null;
}

function isAction(name: string | undefined): name is Action {
  return name !== undefined && ACTIONS.includes(name);
}

import { Refusal } from "../refusal";
import type { DoorAnswer, DoorRequest } from "./door";
import { KeptBody } from "./kept-body";
import { type Line, LineSplitter } from "./line-splitter";
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
      for (const line of lines.push(slice)) reader.line(line);
    }
    for (const line of lines.finish()) reader.line(line);
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
  #lastLine = "";
  #lastAction: Action = "index";

  constructor(shipment: Shipment) {
    this.#shipment = shipment;
  }

  line(line: Line): void {
    const action = this.#action;
    if (action === null) {
      if (line.length > 0) this.#begin(line);
      return;
    }
    this.#action = null;
    if (action === "update" || action === "delete") {
      this.#refuse(action);
    } else {
      this.#shipment.take(readDocument(line, this.#shipment.body), "line", line);
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

  #begin(line: Line): void {
    const text = line.plain ?? line.bytes?.toString("utf8") ?? "";
    const action = text === this.#lastLine ? this.#lastAction : actionOf(text);
    if (!action) {
      throw new Refusal(
        400,
        "invalid_input",
        `Malformed action/metadata line [${line.number}]: expected one of ${ACTIONS.join(", ")}.`,
      );
    }
    this.#lastLine = text;
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

function actionOf(text: string): Action | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
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

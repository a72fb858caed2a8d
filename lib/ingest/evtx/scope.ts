import type { Template } from "./template";

/** More values than any event has. */
export const MAX_VALUES = 1024;

/** A template with the values of one record: where each stands, how long it is, of what type. */
export class Scope {
  template: Template;
  count = 0;
  readonly offsets = new Int32Array(MAX_VALUES);
  readonly sizes = new Int32Array(MAX_VALUES);
  readonly types = new Uint8Array(MAX_VALUES);

  constructor(template: Template) {
    this.template = template;
  }
}

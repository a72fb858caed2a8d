import { parseBinXml } from "./bin-xml";
import type { ChunkBytes } from "./chunk-bytes";
import { Damage } from "./damage";
import { planTemplate, type Template } from "./template";

const CHUNK_BYTES = 65_536;
/** Next definition u32, GUID, size u32. */
export const DEFINITION_HEAD = 24;
/** Of definitions remembered across chunks; a hostile log brings ever new ones. */
const KEPT_BYTES = 8 * 1024 * 1024;

/** Definitions by their offset in the chunk at hand, and by GUID and size across chunks. */
export class TemplateStore {
  readonly #chunk: ChunkBytes;
  readonly #shared = new Map<string, Template>();
  #sharedBytes = 0;
  readonly #byOffset: (Template | undefined)[] = new Array(CHUNK_BYTES).fill(undefined);
  readonly #used: number[] = [];
  #isSound = true;

  constructor(chunk: ChunkBytes) {
    this.#chunk = chunk;
  }

  /** A damaged chunk's definitions serve that chunk alone. */
  nextChunk(isSound: boolean): void {
    for (const offset of this.#used) this.#byOffset[offset] = undefined;
    this.#used.length = 0;
    this.#isSound = isSound;
  }

  at(offset: number): Template {
    return this.#byOffset[offset] ?? this.#find(offset);
  }

  #find(offset: number): Template {
    const { view, length } = this.#chunk;
    if (offset + DEFINITION_HEAD > length) throw new Damage("the definition stands outside of the chunk");
    const bytes = view.getUint32(offset + 20, true);
    const from = offset + DEFINITION_HEAD;
    if (from + bytes > length) throw new Damage("the definition runs past its chunk");
    const words = [4, 8, 12, 16].map((word) => view.getUint32(offset + word, true));
    const key = `${words.join(":")}:${bytes}`;
    let template = this.#shared.get(key);
    if (!template) {
      template = planTemplate(parseBinXml(this.#chunk, from, from + bytes, true), bytes);
      if (this.#isSound) this.#share(key, template);
    }
    this.#byOffset[offset] = template;
    this.#used.push(offset);
    return template;
  }

  #share(key: string, template: Template): void {
    if (this.#sharedBytes > KEPT_BYTES) {
      this.#shared.clear();
      this.#sharedBytes = 0;
    }
    this.#shared.set(key, template);
    this.#sharedBytes += template.bytes + 256;
  }
}

import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import type { AuditPolicy } from "@/lib/protocol/messages";
import {
  guidBytes,
  POLICY_INFORMATION_BYTES,
  readAuditpol,
  readPolicyInformation,
  SUBCATEGORIES,
} from "./audit-policy";
import { bytesAt, type Called, NativeLibrary } from "./libraries";
import type { Koffi } from "./load-koffi";
import { WindowsError } from "./windows-error";

const run = promisify(execFile);
const GUID_BYTES = 16;

/** What Windows audits of logons: asked of the system itself, and of its own tool where that is refused. */
export class AuditPolicyReader {
  readonly #koffi: Koffi;
  readonly #query: (...args: unknown[]) => Promise<Called>;
  readonly #free: (...args: unknown[]) => unknown;

  constructor(koffi: Koffi, file: string) {
    this.#koffi = koffi;
    const library = new NativeLibrary(koffi, file);
    this.#query = library.func(
      "uint8 __stdcall AuditQuerySystemPolicy(void *subcategories, uint32 count, _Out_ void **policy)",
    );
    this.#free = library.quick("void __stdcall AuditFree(void *buffer)");
  }

  async read(): Promise<AuditPolicy> {
    try {
      return { source: "AuditQuerySystemPolicy", subcategories: await this.#ask() };
    } catch (refusal) {
      if (!(refusal instanceof WindowsError)) throw refusal;
      const subcategories = await askAuditpol().catch((error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        throw new Error(`the audit policy cannot be read: ${refusal.message}; auditpol: ${why}`);
      });
      return { source: "auditpol", subcategories };
    }
  }

  async #ask(): Promise<AuditPolicy["subcategories"]> {
    const guids = this.#koffi.alloc("uint8", SUBCATEGORIES.length * GUID_BYTES);
    try {
      const wanted = Buffer.concat(SUBCATEGORIES.map(({ guid }) => guidBytes(guid)));
      new Uint8Array(this.#koffi.view(guids, wanted.length)).set(wanted);
      const policy: [unknown] = [null];
      const { result, lastError } = await this.#query(guids, SUBCATEGORIES.length, policy);
      if (!result || policy[0] === null) throw new WindowsError("AuditQuerySystemPolicy", lastError);
      try {
        const length = SUBCATEGORIES.length * POLICY_INFORMATION_BYTES;
        return readPolicyInformation(bytesAt(this.#koffi, policy[0], length));
      } finally {
        this.#free(policy[0]);
      }
    } finally {
      this.#koffi.free(guids);
    }
  }
}

/** A backup says the settings as numbers, in every language. */
async function askAuditpol(): Promise<AuditPolicy["subcategories"]> {
  const folder = await mkdtemp(path.join(tmpdir(), "curfew-policy-"));
  try {
    const file = path.join(folder, "policy.csv");
    await run("auditpol.exe", ["/backup", `/file:${file}`], { timeout: 15_000, windowsHide: true });
    return readAuditpol(withoutMark(await readFile(file)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the tool writes is UTF-16 on some systems; the GUIDs and numbers read the same in every code page. */
function withoutMark(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.subarray(2).toString("utf16le");
  return bytes.toString("latin1").replace(/^ï»¿/, "");
}

import type { RotateRequest } from "@/lib/protocol/messages";
import { type KeyPair, makeKeyPair, rotateText, signText } from "@/lib/protocol/signature";
import { type AgentIdentity, writeIdentity } from "./agent-state";

/** The key this agent signs with, and the one it is changing to. Both are on disk before either is named to anybody. */
export class AgentKey {
  readonly #stateDir: string;
  #identity: AgentIdentity;

  constructor(stateDir: string, identity: AgentIdentity) {
    this.#stateDir = stateDir;
    this.#identity = identity;
  }

  get agentId(): number {
    return this.#identity.agentId;
  }

  get privateKey(): string {
    return this.#identity.privateKey;
  }

  /** The gateway may know the new key already, or may not: until it has answered, nothing else is signed. */
  get isChanging(): boolean {
    return this.#identity.nextKey !== undefined;
  }

  begin(): void {
    if (!this.isChanging) this.#keep({ ...this.#identity, nextKey: makeKeyPair() });
  }

  request(): RotateRequest {
    const { publicKey, privateKey } = this.#next();
    return { publicKey, proof: signText(privateKey, rotateText(this.agentId, publicKey)) };
  }

  finish(): void {
    const { nextKey: _, ...rest } = this.#identity;
    this.#keep({ ...rest, ...this.#next() });
  }

  /** The gateway wants no other key after all. */
  giveUp(): void {
    const { nextKey: _, ...rest } = this.#identity;
    this.#keep(rest);
  }

  #next(): KeyPair {
    const { nextKey } = this.#identity;
    if (!nextKey) throw new Error("no other key was made");
    return nextKey;
  }

  #keep(identity: AgentIdentity): void {
    writeIdentity(this.#stateDir, identity);
    this.#identity = identity;
  }
}
